package android.security.keystore;

import java.security.InvalidKeyException;

/** Imitated: the key is there, and opens nothing any more. */
public class KeyPermanentlyInvalidatedException extends InvalidKeyException {
    public KeyPermanentlyInvalidatedException() {}
}

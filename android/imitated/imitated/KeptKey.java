package imitated;

import android.security.keystore.KeyPermanentlyInvalidatedException;
import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key of a phone's key store: it can be used there, and nobody learns its bytes. */
final class KeptKey implements SecretKey {
    private static final long serialVersionUID = 1;

    private final transient KeyKeeper keeper;
    private final transient byte[] drawn;

    KeptKey(KeyKeeper keeper, byte[] drawn) {
        this.keeper = keeper;
        this.drawn = drawn;
    }

    boolean isKeptBy(KeyKeeper one) {
        return keeper == one;
    }

    SecretKey inside() throws InvalidKeyException {
        if (keeper.fails("invalidated")) {
            throw new KeyPermanentlyInvalidatedException();
        }
        return new SecretKeySpec(drawn, "AES");
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return null;
    }

    @Override
    public byte[] getEncoded() {
        return null;
    }
}

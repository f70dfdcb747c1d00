package vn.bluezone.phone;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyPermanentlyInvalidatedException;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;

/** Seals the engine's key under one that never leaves this phone's key store. Which key, and where it lies, is the engine's. */
final class Sealing {
    static final String KEY_STORE = "AndroidKeyStore";
    private static final String NAME = "store";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BITS = 256;
    private static final int NONCE_BYTES = 12; // as Android's own cipher draws it for each sealing
    private static final int TAG_BITS = 128;

    private final String keyStore;
    private final Lines engine;

    Sealing(String keyStore, Lines engine) {
        this.keyStore = keyStore;
        this.engine = engine;
    }

    /** Whether an order is for the key store. */
    static boolean takes(Order order) {
        return order.name.equals("seal") || order.name.equals("unseal");
    }

    /** Carries out one order, and says what came of it. */
    synchronized void obey(Order order) {
        try {
            if (order.name.equals("seal")) {
                engine.say("sealed " + order.token + " " + Hex.write(seal(order.bytes(0))));
            } else {
                engine.say("unsealed " + order.token + " " + Hex.write(unseal(order.bytes(0))));
            }
        } catch (GeneralSecurityException | IOException | RuntimeException failed) { // makers fail in every way
            engine.say("failed " + order.token + (isLost(failed) ? " lost" : " unable"));
        }
    }

    /** Whether the key will never open it. A key store that fails in itself just now says that it cannot recover a key,
     * too, but names another cause than the key: its owner must not be asked to begin anew for that. */
    private static boolean isLost(Exception failed) {
        return failed instanceof KeyPermanentlyInvalidatedException
                || failed instanceof AEADBadTagException
                || failed instanceof UnrecoverableKeyException && failed.getCause() == null;
    }

    private byte[] seal(byte[] key) throws GeneralSecurityException, IOException {
        try {
            return sealUnder(keptOrMade(), key);
        } catch (UnrecoverableKeyException | KeyPermanentlyInvalidatedException gone) {
            if (!isLost(gone)) {
                throw gone;
            }
            opened().deleteEntry(NAME); // it opens nothing any more, and the engine asks to seal only what it has
            return sealUnder(keptOrMade(), key);
        }
    }

    private static byte[] sealUnder(Key kept, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, kept);
        byte[] nonce = cipher.getIV();
        byte[] closed = cipher.doFinal(key);
        byte[] sealed = Arrays.copyOf(nonce, nonce.length + closed.length);
        System.arraycopy(closed, 0, sealed, nonce.length, closed.length);
        return sealed;
    }

    private byte[] unseal(byte[] sealed) throws GeneralSecurityException, IOException {
        Key kept = opened().getKey(NAME, null);
        if (kept == null || sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new UnrecoverableKeyException("nothing here opens it");
        }
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.DECRYPT_MODE, kept, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
        return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    /** The phone's own key; it asks for no finger and no open screen, since the engine begins with the phone. */
    private Key keptOrMade() throws GeneralSecurityException, IOException {
        Key kept = opened().getKey(NAME, null);
        if (kept != null) {
            return kept;
        }
        KeyGenerator maker = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, keyStore);
        maker.init(
                new KeyGenParameterSpec.Builder(NAME, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
                        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                        .setKeySize(KEY_BITS)
                        .build());
        return maker.generateKey();
    }

    private KeyStore opened() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(keyStore);
        store.load(null);
        return store;
    }
}

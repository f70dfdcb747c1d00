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

    /** The one that `hex` wrote down. */
    static KeptKey of(KeyKeeper keeper, String hex) {
        byte[] drawn = new byte[hex.length() / 2];
        for (int at = 0; at < drawn.length; at++) {
            drawn[at] = (byte) Integer.parseInt(hex.substring(2 * at, 2 * at + 2), 16);
        }
        return new KeptKey(keeper, drawn);
    }

    /** For the phone's own disk. */
    String hex() {
        StringBuilder digits = new StringBuilder();
        for (byte one : drawn) {
            digits.append(String.format("%02x", one));
        }
        return digits.toString();
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

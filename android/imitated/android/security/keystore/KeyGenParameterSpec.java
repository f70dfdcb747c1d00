package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;

/** Imitated: what a key is to be for. */
public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
    private final String name;
    private final int purposes;
    private String blockModes = "";
    private String paddings = "";
    private int bits;

    private KeyGenParameterSpec(String name, int purposes) {
        this.name = name;
        this.purposes = purposes;
    }

    public String getKeystoreAlias() {
        return name;
    }

    public int getKeySize() {
        return bits;
    }

    /** Whether it is for sealing and opening again, by AES-GCM alone. */
    public boolean isForSealing() {
        return purposes == (KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
                && blockModes.equals(KeyProperties.BLOCK_MODE_GCM)
                && paddings.equals(KeyProperties.ENCRYPTION_PADDING_NONE);
    }

    /** Imitated: the same in the making. */
    public static final class Builder {
        private final KeyGenParameterSpec made;

        public Builder(String name, int purposes) {
            made = new KeyGenParameterSpec(name, purposes);
        }

        public Builder setBlockModes(String... modes) {
            made.blockModes = String.join(" ", modes);
            return this;
        }

        public Builder setEncryptionPaddings(String... paddings) {
            made.paddings = String.join(" ", paddings);
            return this;
        }

        public Builder setKeySize(int bits) {
            made.bits = bits;
            return this;
        }

        public KeyGenParameterSpec build() {
            return made;
        }
    }
}

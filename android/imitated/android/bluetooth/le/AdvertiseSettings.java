package android.bluetooth.le;

/** Imitated: how often and how loudly. */
public final class AdvertiseSettings {
    public static final int ADVERTISE_MODE_BALANCED = 1;
    public static final int ADVERTISE_TX_POWER_MEDIUM = 2;

    private AdvertiseSettings() {}

    /** Imitated: settings in the making. */
    public static final class Builder {
        public Builder setAdvertiseMode(int mode) {
            return this;
        }

        public Builder setTxPowerLevel(int level) {
            return this;
        }

        public Builder setConnectable(boolean connectable) {
            return this;
        }

        public AdvertiseSettings build() {
            return new AdvertiseSettings();
        }
    }
}

package android.bluetooth.le;

/** Imitated: how eagerly. */
public final class ScanSettings {
    public static final int SCAN_MODE_LOW_LATENCY = 2;

    private ScanSettings() {}

    /** Imitated: settings in the making. */
    public static final class Builder {
        public Builder setScanMode(int mode) {
            return this;
        }

        public ScanSettings build() {
            return new ScanSettings();
        }
    }
}

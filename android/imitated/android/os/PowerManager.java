package android.os;

import imitated.Phone;

/** Imitated: whether the battery saver is on, and this application exempt. No lock stands behind it. */
public final class PowerManager {
    public static final int PARTIAL_WAKE_LOCK = 1;
    public static final String ACTION_POWER_SAVE_MODE_CHANGED = "android.os.action.POWER_SAVE_MODE_CHANGED";

    private final Phone phone;

    public PowerManager(Phone phone) {
        this.phone = phone;
    }

    public boolean isPowerSaveMode() {
        return phone.withholds("saver");
    }

    public boolean isIgnoringBatteryOptimizations(String application) {
        return phone.withholds("nothing of the saver");
    }

    public WakeLock newWakeLock(int level, String tag) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    /** Imitated: keeps the processor awake. */
    public final class WakeLock {
        public void acquire() {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }

        public void release() {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }
    }
}

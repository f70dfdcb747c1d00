package android.os;

import imitated.Phone;

/** Imitated: whether the battery saver is on, and this application exempt. */
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
        return new WakeLock();
    }

    /** Imitated: keeps nothing awake; who lets go of one that is not held is told so, as on a phone. */
    public final class WakeLock {
        private boolean held;

        public void acquire() {
            held = true;
        }

        public void release() {
            if (!held) {
                throw new IllegalStateException("imitated: it is not held");
            }
            held = false;
        }
    }
}

package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public final class PowerManager {
    public static final int PARTIAL_WAKE_LOCK = 1;

    private PowerManager() { }

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

package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public final class Looper {
    private Looper() { }

    public static Looper getMainLooper() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

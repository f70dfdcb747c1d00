package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Handler {
    public Handler(Looper looper) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final boolean post(Runnable work) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final boolean postDelayed(Runnable work, long afterMs) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final void removeCallbacksAndMessages(Object token) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

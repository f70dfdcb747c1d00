package android.os;

/** Imitated: it can be made; nothing is ever done by it. */
public class Handler {
    public Handler(Looper looper) {}

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

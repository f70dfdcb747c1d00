package android.content;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class IntentFilter {
    public IntentFilter(String action) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final void addAction(String action) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

package android.content;

import android.net.Uri;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Intent {
    public static final String ACTION_VIEW = "android.intent.action.VIEW";

    public Intent(Context from, Class<?> to) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public Intent(String action, Uri on) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public int getIntExtra(String name, int otherwise) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

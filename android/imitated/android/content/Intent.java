package android.content;

import android.net.Uri;

/** Imitated: where it leads is kept; nothing is opened. */
public class Intent {
    public static final String ACTION_VIEW = "android.intent.action.VIEW";

    public static final int FLAG_ACTIVITY_NEW_TASK = 268435456;

    public static final int FLAG_ACTIVITY_CLEAR_TOP = 67108864;

    public static final int FLAG_ACTIVITY_SINGLE_TOP = 536870912;

    private final Class<?> to;

    public Intent(Context from, Class<?> to) {
        this.to = to;
    }

    public Intent(String action, Uri on) {
        this.to = null;
    }

    /** The part of the application that it opens; null for what others are to open. */
    public Class<?> to() {
        return to;
    }

    public Intent setFlags(int flags) {
        return this;
    }

    public int getIntExtra(String name, int otherwise) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

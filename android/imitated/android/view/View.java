package android.view;

import android.content.Context;

/** Imitated: what an application makes of it is kept; nothing is drawn. */
public class View {
    public static final int GONE = 8;

    public static final int VISIBLE = 0;

    private boolean keepsClear;
    private int visibility = VISIBLE;

    public View(Context context) {}

    /** Whether it keeps clear of the system's bars. */
    public final boolean keepsClear() {
        return keepsClear;
    }

    public void setFitsSystemWindows(boolean clear) {
        keepsClear = clear;
    }

    public int getVisibility() {
        return visibility;
    }

    public void setVisibility(int now) {
        visibility = now;
    }
}

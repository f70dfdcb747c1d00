package android.widget;

import android.app.Activity;
import android.content.Context;

/** Imitated: a line that goes by itself; what it said stands among what the owner was asked. */
public class Toast {
    public static final int LENGTH_LONG = 1;

    private final Activity over;
    private final int words;

    private Toast(Activity over, int words) {
        this.over = over;
        this.words = words;
    }

    public static Toast makeText(Context over, int words, int howLong) {
        return new Toast((Activity) over, words);
    }

    public void show() {
        over.asked().add("said " + words);
    }
}

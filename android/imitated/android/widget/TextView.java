package android.widget;

import android.content.Context;
import android.view.View;

/** Imitated: words. */
public class TextView extends View {
    private final Context context;
    private String said = "";

    public TextView(Context context) {
        super(context);
        this.context = context;
    }

    public final String said() {
        return said;
    }

    public final void setText(int words) {
        said = context.getString(words);
    }
}

package android.view;

import android.content.Context;
import java.util.ArrayList;
import java.util.List;

/** Imitated: the views in it, the first at the bottom. */
public abstract class ViewGroup extends View {
    private final List<View> inside = new ArrayList<>();

    public ViewGroup(Context context) {
        super(context);
    }

    public final List<View> inside() {
        return inside;
    }

    public void addView(View one) {
        inside.add(one);
    }
}

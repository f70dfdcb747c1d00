package android.content;

import java.util.ArrayList;
import java.util.List;

/** Imitated: which announcements of the system somebody wants to hear. */
public class IntentFilter {
    private final List<String> actions = new ArrayList<>();

    public IntentFilter(String action) {
        addAction(action);
    }

    public final void addAction(String action) {
        actions.add(action);
    }

    /** Whether this one is among them. */
    public final boolean lets(Intent said) {
        return actions.contains(said.getAction());
    }
}

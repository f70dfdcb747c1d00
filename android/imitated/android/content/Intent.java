package android.content;

import android.net.Uri;
import java.util.HashMap;
import java.util.Map;

/** Imitated: where it leads is kept; nothing is opened. */
public class Intent {
    public static final String ACTION_VIEW = "android.intent.action.VIEW";

    public static final String ACTION_SEND = "android.intent.action.SEND";

    public static final String ACTION_GET_CONTENT = "android.intent.action.GET_CONTENT";

    public static final String ACTION_CREATE_DOCUMENT = "android.intent.action.CREATE_DOCUMENT";

    public static final String CATEGORY_OPENABLE = "android.intent.category.OPENABLE";

    public static final String EXTRA_TEXT = "android.intent.extra.TEXT";

    public static final String EXTRA_TITLE = "android.intent.extra.TITLE";

    public static final int FLAG_ACTIVITY_NEW_TASK = 268435456;

    public static final int FLAG_ACTIVITY_CLEAR_TOP = 67108864;

    public static final int FLAG_ACTIVITY_SINGLE_TOP = 536870912;

    private final Class<?> to;
    private final String action;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Uri on;
    private final StringBuilder said = new StringBuilder();

    public Intent(Context from, Class<?> to) {
        this.to = to;
        this.action = null;
        this.on = null;
    }

    public Intent(String action) {
        this(action, null);
    }

    public Intent(String action, Uri on) {
        this.to = null;
        this.action = action;
        this.on = on;
        said.append(action).append(on == null ? "" : " " + on);
    }

    /** The owner chooses, each time, who is to take it. */
    public static Intent createChooser(Intent what, CharSequence title) {
        Intent chooser = new Intent("chosen:");
        chooser.said.append(' ').append(what);
        return chooser;
    }

    /** The part of the application that it opens; null for what others are to open. */
    public Class<?> to() {
        return to;
    }

    public Uri getData() {
        return on;
    }

    public Intent setType(String type) {
        said.append(' ').append(type);
        return this;
    }

    public Intent addCategory(String category) {
        said.append(' ').append(category);
        return this;
    }

    public Intent putExtra(String name, String value) {
        said.append(' ').append(name).append('=').append(value);
        return this;
    }

    @Override
    public String toString() {
        return said.toString();
    }

    public Intent setFlags(int flags) {
        return this;
    }

    public String getAction() {
        return action;
    }

    /** With a number of this name, as the system says it. */
    public Intent with(String name, int number) {
        numbers.put(name, number);
        return this;
    }

    public int getIntExtra(String name, int otherwise) {
        return numbers.getOrDefault(name, otherwise);
    }
}

package android.app;

/** Imitated: a kind of notices, and how loudly its owner lets it speak. */
public final class NotificationChannel {
    private final String id;
    private final int importance;

    public NotificationChannel(String id, CharSequence name, int importance) {
        this.id = id;
        this.importance = importance;
    }

    public String getId() {
        return id;
    }

    public int getImportance() {
        return importance;
    }
}

package android.app;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public final class NotificationChannel {
    public NotificationChannel(String id, CharSequence name, int importance) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

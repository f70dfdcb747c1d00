package android.app;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class NotificationManager {
    public static final int IMPORTANCE_LOW = 2;

    public void createNotificationChannel(NotificationChannel channel) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

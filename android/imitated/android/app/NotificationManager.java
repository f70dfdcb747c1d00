package android.app;

import imitated.Shade;

/** Imitated: what stands on the phone's screen, as its owner allows. */
public class NotificationManager {
    public static final int IMPORTANCE_NONE = 0;
    public static final int IMPORTANCE_LOW = 2;
    public static final int IMPORTANCE_DEFAULT = 3;
    public static final int IMPORTANCE_HIGH = 4;

    private final Shade shade;

    public NotificationManager(Shade shade) {
        this.shade = shade;
    }

    public boolean areNotificationsEnabled() {
        return shade.isAllowed();
    }

    public void createNotificationChannel(NotificationChannel channel) {
        shade.offer(channel);
    }

    public NotificationChannel getNotificationChannel(String id) {
        return shade.channel(id);
    }

    public void notify(String tag, int id, Notification notification) {
        shade.show(tag + " " + id, notification);
    }

    public void cancel(String tag, int id) {
        shade.take(tag + " " + id);
    }
}

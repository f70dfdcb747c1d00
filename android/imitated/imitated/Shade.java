package imitated;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A phone's screen, as far as notices stand on it; it outlives the application. */
public final class Shade {
    private final Phone phone;
    private final Map<String, NotificationChannel> channels = new HashMap<>();
    private final Map<String, Notification> standing = new LinkedHashMap<>();
    private int rung;

    Shade(Phone phone) {
        this.phone = phone;
    }

    public boolean isAllowed() {
        return !phone.withholds("notices");
    }

    /** What the owner has made of a kind of notices outlives another offer of it. */
    public synchronized void offer(NotificationChannel channel) {
        channels.putIfAbsent(channel.getId(), channel);
    }

    /** A kind of notices, silent where its owner wants that; null for one that nobody has offered. */
    public synchronized NotificationChannel channel(String id) {
        NotificationChannel offered = channels.get(id);
        boolean silenced = offered != null && phone.withholds("channel:" + id);
        return silenced ? new NotificationChannel(id, "", NotificationManager.IMPORTANCE_NONE) : offered;
    }

    /** As the system does it: what is not allowed, or of no kind, is not shown, and nobody is told. */
    public synchronized void show(String which, Notification notice) {
        NotificationChannel channel = channel(notice.channel());
        if (isAllowed() && channel != null && channel.getImportance() != NotificationManager.IMPORTANCE_NONE) {
            standing.put(which, notice);
            rung++;
        }
    }

    synchronized void clear() {
        standing.clear();
    }

    public synchronized void take(String which) {
        standing.remove(which);
    }

    /** What stands there, by name and number, in the order in which it came. */
    public synchronized Map<String, Notification> standing() {
        return new LinkedHashMap<>(standing);
    }

    /** How often anything was put there. */
    public synchronized int rung() {
        return rung;
    }
}

package imitated;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A phone's screen, as far as notices stand on it; it outlives the application. */
public final class Shade {
    private final Phone phone;
    private final Map<String, NotificationChannel> channels = new HashMap<>();
    private final Map<String, Notification> standing = new LinkedHashMap<>();
    private int rung;
    private Path log;

    Shade(Phone phone) {
        this.phone = phone;
    }

    /** Every notice that comes or goes is a line of this file; what stood there before stands there again. */
    synchronized void keptIn(Path file) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                String which = words[1] + " " + words[2];
                if (words[0].equals("goes")) {
                    standing.remove(which);
                } else {
                    standing.put(which, new Notification());
                }
            }
        }
        log = file;
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
            boolean rings = !(notice.ringsOnce() && standing.containsKey(which));
            standing.put(which, notice);
            rung += rings ? 1 : 0;
            write((rings ? "rings " : "stays ") + which);
        }
    }

    synchronized void clear() {
        standing.clear();
    }

    public synchronized void take(String which) {
        if (standing.remove(which) != null) {
            write("goes " + which);
        }
    }

    private void write(String line) {
        if (log == null) {
            return;
        }
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
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

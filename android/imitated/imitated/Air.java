package imitated;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Imitated phones on a line; every beat each hears what the others say. No chance, no loss. */
public final class Air {
    private static final double REACH_METRES = 1000;

    private final List<Phone> phones = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(Air::servant);

    public Air(int beatMs) {
        beats.scheduleAtFixedRate(this::beat, beatMs, beatMs, TimeUnit.MILLISECONDS);
    }

    public synchronized Phone place(double metres) {
        Phone phone = new Phone(this, phones.size(), metres);
        phones.add(phone);
        return phone;
    }

    /** The phone that lies there. */
    public Phone at(double metres) {
        return phones.stream().filter(phone -> phone.metres() == metres).findFirst().get();
    }

    List<Phone> phones() {
        return phones;
    }

    Integer rssi(double one, double other) {
        double apart = Math.max(0.5, Math.abs(one - other));
        return apart > REACH_METRES ? null : (int) Math.round(-60 - 20 * Math.log10(apart));
    }

    static Thread servant(Runnable work) {
        Thread thread = new Thread(work, "imitated");
        thread.setDaemon(true);
        return thread;
    }

    private void beat() {
        for (Phone sender : phones) {
            Phone.Said said = sender.saying();
            for (Phone hearer : phones) {
                if (said != null && hearer != sender) {
                    hearer.hears(said);
                }
            }
        }
    }
}

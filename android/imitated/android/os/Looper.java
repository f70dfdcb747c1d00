package android.os;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Imitated: there is one, and all that the application is called for happens on its thread. */
public final class Looper {
    private static final Looper MAIN = new Looper();

    /** On which the system calls. */
    final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Looper::servant);

    private Looper() {}

    public static Looper getMainLooper() {
        return MAIN;
    }

    private static Thread servant(Runnable work) {
        Thread thread = new Thread(work, "main, imitated");
        thread.setDaemon(true);
        return thread;
    }
}

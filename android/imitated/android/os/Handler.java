package android.os;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Imitated: does things on the main thread, now or later; what was to wait ten seconds may be told to wait less. */
public class Handler {
    /** How many times faster than on a phone the time of a wait passes. */
    private static final int HURRY = Integer.getInteger("imitated.hurry", 1);

    private final Looper looper;
    private final Set<Future<?>> waiting = ConcurrentHashMap.newKeySet();

    public Handler(Looper looper) {
        this.looper = looper;
    }

    public final boolean post(Runnable work) {
        return postDelayed(work, 0);
    }

    public final boolean postDelayed(Runnable work, long afterMs) {
        waiting.removeIf(Future::isDone);
        waiting.add(looper.thread.schedule(() -> done(work), afterMs / HURRY, TimeUnit.MILLISECONDS));
        return true;
    }

    public final void removeCallbacksAndMessages(Object token) {
        waiting.forEach(one -> one.cancel(false));
        waiting.clear();
    }

    /** What nobody catches there ends the application, as on a phone. */
    private static void done(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error wrong) {
            wrong.printStackTrace();
            Runtime.getRuntime().halt(70);
        }
    }
}

package android.app;

import android.content.Context;
import android.content.Intent;
import android.os.IBinder;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public abstract class Service extends Context {
    public static final int START_STICKY = 1;

    public void onCreate() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public int onStartCommand(Intent why, int flags, int id) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void onDestroy() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public abstract IBinder onBind(Intent by);

    public final void startForeground(int id, Notification shown) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

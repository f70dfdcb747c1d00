package android.app;

import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.IBinder;
import imitated.Phone;

/** Imitated: the system begins it on a phone, lets it stand in the foreground or not, and ends it when it asks. */
public abstract class Service extends Context {
    public static final int START_STICKY = 1;

    private Phone phone;
    private boolean stopping;

    /** As the system does, by itself or for somebody. */
    public final void beginOn(Phone one) {
        phone = one;
        onCreate();
        if (stopping) {
            onDestroy();
        }
    }

    /** Whether it asked to be ended. */
    public final boolean isOver() {
        return stopping;
    }

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

    @Override
    public int checkSelfPermission(String permission) {
        return phone.isPermitted() ? PackageManager.PERMISSION_GRANTED : PackageManager.PERMISSION_GRANTED - 1;
    }

    public final void startForeground(int id, Notification shown, int kind) {
        phone.requirePermission();
        if (phone.withholds("foreground")) {
            throw new IllegalStateException("imitated: not from the background");
        }
    }

    public final void stopSelf() {
        stopping = true;
    }
}

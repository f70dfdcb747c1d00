package android.app;

import android.content.BroadcastReceiver;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.content.res.AssetManager;
import android.os.IBinder;
import imitated.Installed;
import imitated.Phone;
import imitated.Services;
import java.io.File;

/** Imitated: the system begins it on a phone, lets it stand in the foreground or not, and ends it when it asks. */
public abstract class Service extends Context {
    public static final int START_STICKY = 1;

    private Phone phone;
    private Installed installed;
    private boolean stopping;

    /** As the system does, by itself or for somebody. */
    public final void beginOn(Phone one) {
        phone = one;
        onCreate();
        if (stopping) {
            onDestroy();
        }
    }

    /** The same, of an application that lies here. */
    public final void beginOn(Phone one, Installed here) {
        installed = here;
        beginOn(one);
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
    public File getFilesDir() {
        return installed.files();
    }

    @Override
    public File getCacheDir() {
        return installed.cache();
    }

    @Override
    public AssetManager getAssets() {
        return new AssetManager(installed.assets());
    }

    @Override
    public ApplicationInfo getApplicationInfo() {
        return installed.info();
    }

    @Override
    public Object getSystemService(String name) {
        return Services.of(phone, name);
    }

    @Override
    public ContentResolver getContentResolver() {
        return phone.documents();
    }

    @Override
    public String getPackageName() {
        return "vn.bluezone.phone";
    }

    @Override
    public Intent registerReceiver(BroadcastReceiver receiver, IntentFilter filter) {
        phone.register(receiver, filter);
        return null;
    }

    @Override
    public void unregisterReceiver(BroadcastReceiver receiver) {
        phone.unregister(receiver);
    }

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

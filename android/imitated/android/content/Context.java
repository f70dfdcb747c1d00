package android.content;

import android.content.pm.ApplicationInfo;
import android.content.res.AssetManager;
import java.io.File;

/** Imitated: whoever holds one is an application. */
public abstract class Context {
    public static final String POWER_SERVICE = "power";

    public static final String LOCATION_SERVICE = "location";

    public static final String ACTIVITY_SERVICE = "activity";

    public static final String NOTIFICATION_SERVICE = "notification";

    public static final String BLUETOOTH_SERVICE = "bluetooth";

    public File getFilesDir() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public File getCacheDir() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public AssetManager getAssets() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public ApplicationInfo getApplicationInfo() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final String getString(int resource) {
        return "text " + resource;
    }

    public Object getSystemService(String name) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public ContentResolver getContentResolver() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public String getPackageName() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public int checkSelfPermission(String permission) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public Intent registerReceiver(BroadcastReceiver receiver, IntentFilter filter) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void unregisterReceiver(BroadcastReceiver receiver) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public ComponentName startForegroundService(Intent service) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void startActivity(Intent activity) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

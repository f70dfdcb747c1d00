package vn.bluezone.phone;

import android.app.Notification;
import android.app.Service;
import android.content.pm.ServiceInfo;
import android.os.Build;

/** How the service lives on while another application is in front, where the system lets it. */
final class Foreground {
    private static final int SHOWN = 1;
    private static final int ANDROID_12 = 31;

    private Foreground() {}

    /** Of which kind it is. Up to Android 11 what is heard counts as a place: without that kind nothing is heard with the
     * screen off. Later ones would refuse it, since nobody is asked for a place there. */
    static int kind(int level) {
        int devices = ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE;
        return level < ANDROID_12 ? devices | ServiceInfo.FOREGROUND_SERVICE_TYPE_LOCATION : devices;
    }

    /** Whether it may. Not where a permission was taken back, after which the system starts the service again by itself;
     * and out of the background not always. The owner's pages start it then. */
    static boolean begins(Service service, Notification shown) {
        try {
            service.startForeground(SHOWN, shown, kind(Build.VERSION.SDK_INT));
            return true;
        } catch (SecurityException | IllegalStateException refused) {
            return false;
        }
    }
}

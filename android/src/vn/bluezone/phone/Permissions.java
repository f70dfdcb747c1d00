package vn.bluezone.phone;

import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Build;

/** What the owner must allow before anything is on air. */
final class Permissions {
    private static final int ANDROID_12 = 31;

    private Permissions() {}

    /** What this version of Android asks the owner for. */
    static String[] asked() {
        if (Build.VERSION.SDK_INT >= ANDROID_12) {
            return new String[] {
                "android.permission.BLUETOOTH_SCAN",
                "android.permission.BLUETOOTH_ADVERTISE",
                "android.permission.BLUETOOTH_CONNECT",
                "android.permission.POST_NOTIFICATIONS"
            };
        }
        return new String[] {"android.permission.ACCESS_FINE_LOCATION"};
    }

    /** Whether Bluetooth may be used; without notifications a phone works, too. */
    static boolean granted(Context context) {
        for (String one : asked()) {
            boolean needed = !one.endsWith("POST_NOTIFICATIONS");
            if (needed && context.checkSelfPermission(one) != PackageManager.PERMISSION_GRANTED) {
                return false;
            }
        }
        return true;
    }
}

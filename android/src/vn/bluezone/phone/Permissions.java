package vn.bluezone.phone;

import android.app.Activity;
import android.app.AlertDialog;
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

    /** Asks the owner for all of it under this number. Who has not allowed it yet reads first what for. */
    static void ask(Activity before, int as) {
        if (granted(before)) {
            before.requestPermissions(asked(), as);
            return;
        }
        new AlertDialog.Builder(before)
                .setMessage(Build.VERSION.SDK_INT >= ANDROID_12 ? R.string.asks : R.string.asks_before_12)
                .setPositiveButton(R.string.go_on, (closed, button) -> before.requestPermissions(asked(), as))
                .setNegativeButton(R.string.not_now, null)
                .show();
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

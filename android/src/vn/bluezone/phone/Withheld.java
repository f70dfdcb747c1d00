package vn.bluezone.phone;

import android.app.ActivityManager;
import android.content.Context;
import android.location.LocationManager;
import android.os.PowerManager;
import java.util.StringJoiner;

/** What the system withholds from this application just now without refusing anything it asks for. */
final class Withheld {
    private static final int ANDROID_11 = 30;
    private static final String NOTHING = "-";

    private Withheld() {}

    /** All of it in the words of the pipe, on an Android of this level. */
    static String now(Context context, int level) {
        StringJoiner all = new StringJoiner("+").setEmptyValue(NOTHING);
        if (!Permissions.granted(context)) {
            all.add("permission");
        }
        if (level <= ANDROID_11 && !location(context).isLocationEnabled()) {
            all.add("location");
        }
        if (((ActivityManager) context.getSystemService(Context.ACTIVITY_SERVICE)).isBackgroundRestricted()) {
            all.add("background");
        }
        PowerManager power = (PowerManager) context.getSystemService(Context.POWER_SERVICE);
        if (power.isPowerSaveMode() && !power.isIgnoringBatteryOptimizations(context.getPackageName())) {
            all.add("saver");
        }
        return all.toString();
    }

    /** Up to Android 11 a scan hears nothing while location is off; later ones believe that we do not want it. */
    private static LocationManager location(Context context) {
        return (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
    }
}

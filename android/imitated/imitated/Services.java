package imitated;

import android.app.ActivityManager;
import android.app.NotificationManager;
import android.bluetooth.BluetoothManager;
import android.content.Context;
import android.location.LocationManager;
import android.os.PowerManager;

/** What a phone's system offers its applications, by name. */
public final class Services {
    private Services() {}

    public static Object of(Phone phone, String name) {
        switch (name) {
            case Context.LOCATION_SERVICE:
                return new LocationManager(phone);
            case Context.ACTIVITY_SERVICE:
                return new ActivityManager(phone);
            case Context.NOTIFICATION_SERVICE:
                return new NotificationManager(phone.shade());
            case Context.POWER_SERVICE:
                return new PowerManager(phone);
            case Context.BLUETOOTH_SERVICE:
                return new BluetoothManager(phone);
            default:
                throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }
    }
}

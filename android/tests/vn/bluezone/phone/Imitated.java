package vn.bluezone.phone;

import android.app.ActivityManager;
import android.app.NotificationManager;
import android.content.ContentResolver;
import android.content.Context;
import android.content.pm.PackageManager;
import android.location.LocationManager;
import android.os.PowerManager;
import imitated.Phone;

/** The application on an imitated phone, which answers for the system. */
final class Imitated extends Context {
    private final Phone phone;

    Imitated(Phone phone) {
        this.phone = phone;
    }

    @Override
    public Object getSystemService(String name) {
        switch (name) {
            case LOCATION_SERVICE:
                return new LocationManager(phone);
            case ACTIVITY_SERVICE:
                return new ActivityManager(phone);
            case NOTIFICATION_SERVICE:
                return new NotificationManager(phone.shade());
            case POWER_SERVICE:
                return new PowerManager(phone);
            default:
                return super.getSystemService(name);
        }
    }

    @Override
    public int checkSelfPermission(String permission) {
        return phone.isPermitted() ? PackageManager.PERMISSION_GRANTED : PackageManager.PERMISSION_GRANTED - 1;
    }

    @Override
    public ContentResolver getContentResolver() {
        return phone.documents();
    }

    @Override
    public String getPackageName() {
        return "vn.bluezone.phone";
    }
}

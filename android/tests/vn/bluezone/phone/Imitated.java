package vn.bluezone.phone;

import android.content.ContentResolver;
import android.content.Context;
import android.content.pm.PackageManager;
import imitated.Phone;
import imitated.Services;

/** The application on an imitated phone, which answers for the system. */
final class Imitated extends Context {
    private final Phone phone;

    Imitated(Phone phone) {
        this.phone = phone;
    }

    @Override
    public Object getSystemService(String name) {
        return Services.of(phone, name);
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

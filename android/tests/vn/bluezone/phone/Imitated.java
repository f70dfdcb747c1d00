package vn.bluezone.phone;

import android.content.ComponentName;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import imitated.Phone;
import imitated.Services;
import java.util.ArrayList;
import java.util.List;

/** The application on an imitated phone, which answers for the system. */
final class Imitated extends Context {
    /** The parts of it that it has begun. */
    final List<Class<?>> begun = new ArrayList<>();
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
    public ComponentName startForegroundService(Intent service) {
        if (phone.withholds("foreground")) {
            throw new IllegalStateException("imitated: not from the background");
        }
        begun.add(service.to());
        return null;
    }

    @Override
    public String getPackageName() {
        return "vn.bluezone.phone";
    }
}

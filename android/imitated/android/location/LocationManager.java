package android.location;

import imitated.Phone;

/** Imitated: whether the owner has location on. */
public class LocationManager {
    public static final String MODE_CHANGED_ACTION = "android.location.MODE_CHANGED";

    private final Phone phone;

    public LocationManager(Phone phone) {
        this.phone = phone;
    }

    public boolean isLocationEnabled() {
        return !phone.withholds("location");
    }
}

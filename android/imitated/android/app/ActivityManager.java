package android.app;

import imitated.Phone;

/** Imitated: whether the owner, or the system, keeps the application from running in the background. */
public class ActivityManager {
    private final Phone phone;

    public ActivityManager(Phone phone) {
        this.phone = phone;
    }

    public boolean isBackgroundRestricted() {
        return phone.withholds("background");
    }
}

package android.provider;

import android.content.ContentResolver;

/** Imitated: what the system counts. */
public final class Settings {
    public static final String ACTION_APPLICATION_DETAILS_SETTINGS = "android.settings.APPLICATION_DETAILS_SETTINGS";

    private Settings() {}

    /** Imitated: of the whole phone. */
    public static final class Global {
        public static final String BOOT_COUNT = "boot_count";

        private Global() {}

        public static int getInt(ContentResolver phone, String name, int none) {
            return phone.counted(name, none);
        }
    }
}

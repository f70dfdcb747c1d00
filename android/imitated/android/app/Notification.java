package android.app;

import android.content.Context;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Notification {
    /** Imitated: a notification in the making. */
    public static class Builder {
        public Builder(Context context, String channel) {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }

        public Builder setContentTitle(CharSequence title) {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }

        public Builder setSmallIcon(int icon) {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }

        public Builder setOngoing(boolean ongoing) {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }

        public Notification build() {
            throw new UnsupportedOperationException("imitated: nothing stands behind this");
        }
    }
}

package android.app;

import android.content.Context;
import android.content.Intent;

/** Imitated: what is opened later, by somebody else. */
public final class PendingIntent {
    public static final int FLAG_IMMUTABLE = 67108864;

    private final Intent opened;

    private PendingIntent(Intent opened) {
        this.opened = opened;
    }

    public static PendingIntent getActivity(Context from, int request, Intent opened, int flags) {
        if ((flags & FLAG_IMMUTABLE) == 0) {
            throw new IllegalArgumentException("imitated: an intent that others may change is refused");
        }
        return new PendingIntent(opened);
    }

    public Intent opened() {
        return opened;
    }
}

package vn.bluezone.phone;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Starts the phone again after the system has started, or after the application was replaced by a newer one; where the
 * system lets nothing be begun out of the background, its owner's next look at the pages does. */
public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent why) {
        if (!Permissions.granted(context)) {
            return; // an owner who has never begun it, or has ended it
        }
        try {
            context.startForegroundService(new Intent(context, PhoneService.class));
        } catch (SecurityException | IllegalStateException refused) {
            PhoneService.sayStopped(context);
        }
    }
}

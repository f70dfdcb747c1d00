package vn.bluezone.phone;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;

/** Puts what the engine tells its owner on this phone's screen, and takes it off again. Words and moment are the engine's. */
final class Screen {
    private static final String URGENT = "told-urgent";
    private static final String PLAIN = "told";
    private static final int TOLD = 2; // the tag says which; 1 is the line that the service stands under

    private final Context context;
    private final NotificationManager manager;
    private final Lines engine;

    Screen(Context context, Lines engine) {
        this.context = context;
        this.manager = (NotificationManager) context.getSystemService(Context.NOTIFICATION_SERVICE);
        this.engine = engine;
        offer(URGENT, R.string.told_urgent, NotificationManager.IMPORTANCE_HIGH);
        offer(PLAIN, R.string.told, NotificationManager.IMPORTANCE_DEFAULT);
    }

    /** Whether an order is for the screen, and not for the radio. */
    static boolean takes(Order order) {
        return order.name.equals("show") || order.name.equals("unshow") || order.name.equals("screen");
    }

    /** Carries out one order of the engine, and says what became of it. */
    synchronized void obey(Order order) {
        if (carriesOut(order)) {
            engine.say("done " + order.token);
        } else {
            engine.say("failed " + order.token + " forbidden");
        }
    }

    /** Says something of the application's own, for an engine that cannot say it. */
    void say(String name, int title, int body) {
        manager.notify(name, TOLD, saying(URGENT, context.getString(title), context.getString(body)));
    }

    /** Takes that off the screen again. */
    void unsay(String name) {
        manager.cancel(name, TOLD);
    }

    private boolean carriesOut(Order order) {
        switch (order.name) {
            case "show":
                return show(order);
            case "unshow":
                manager.cancel(order.word(0), TOLD);
                return true;
            default:
                return lets(URGENT);
        }
    }

    private boolean show(Order order) {
        String channel = order.word(1).equals("urgent") ? URGENT : PLAIN;
        if (!lets(channel)) {
            return false;
        }
        manager.notify(order.word(0), TOLD, saying(channel, order.text(2), order.text(3)));
        return true;
    }

    /** Whether the owner lets notices of this kind appear: what is forbidden vanishes without a word of the system's. */
    private boolean lets(String channel) {
        return manager.areNotificationsEnabled()
                && manager.getNotificationChannel(channel).getImportance() != NotificationManager.IMPORTANCE_NONE;
    }

    private Notification saying(String channel, String title, String body) {
        return new Notification.Builder(context, channel)
                .setSmallIcon(R.drawable.notice)
                .setContentTitle(title)
                .setContentText(body)
                .setStyle(new Notification.BigTextStyle().bigText(body))
                .setContentIntent(pages())
                .setAutoCancel(true)
                .build();
    }

    /** A tap opens the owner's pages where they were left. */
    private PendingIntent pages() {
        Intent open =
                new Intent(context, PagesActivity.class)
                        .setFlags(
                                Intent.FLAG_ACTIVITY_NEW_TASK
                                        | Intent.FLAG_ACTIVITY_CLEAR_TOP
                                        | Intent.FLAG_ACTIVITY_SINGLE_TOP);
        return PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE);
    }

    /** The system keeps what its owner has chosen for a kind of notices; only its name is told anew. */
    private void offer(String channel, int name, int importance) {
        manager.createNotificationChannel(new NotificationChannel(channel, context.getString(name), importance));
    }
}

package vn.bluezone.phone;

import android.app.Activity;
import android.app.AlertDialog;

/** The engine's question to its owner whether to begin anew, since the key of all that it kept is lost. It waits for a yes. */
final class Anew {
    private static final String NOTICE = "anew";
    private static volatile Anew asked;

    private final long token;
    private final Screen screen;
    private final Lines engine;

    private Anew(long token, Screen screen, Lines engine) {
        this.token = token;
        this.screen = screen;
        this.engine = engine;
    }

    /** The engine asks; the owner reads it as a notice, and is asked where the pages would be. */
    static void ask(Order order, Screen screen, Lines engine) {
        asked = new Anew(order.token, screen, engine);
        screen.say(NOTICE, R.string.lost_title, R.string.lost);
    }

    /** The engine that asked is gone: its question with it. */
    static void withdraw(Lines engine) {
        Anew one = asked;
        if (one != null && one.engine == engine) {
            asked = null;
            one.screen.unsay(NOTICE);
        }
    }

    /** Puts the question before the owner, once for each time that they look; whether there is one. */
    static boolean put(Activity before) {
        Anew one = asked;
        if (one == null) {
            return false;
        }
        new AlertDialog.Builder(before)
                .setMessage(R.string.lost)
                .setPositiveButton(R.string.begin_anew, (closed, button) -> one.agree())
                .setNegativeButton(R.string.not_now, null)
                .show();
        return true;
    }

    private void agree() {
        if (asked == this) {
            withdraw(engine);
            engine.say("done " + token);
        }
    }
}

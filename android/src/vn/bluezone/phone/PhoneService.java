package vn.bluezone.phone;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.Service;
import android.bluetooth.BluetoothAdapter;
import android.bluetooth.BluetoothManager;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.location.LocationManager;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import android.os.PowerManager;
import java.io.IOException;

/** Keeps the engine alive, and lends it the radio. An engine that ends is started again. */
public final class PhoneService extends Service {
    private static final String CHANNEL = "running";
    private static final String BROKEN = "broken";
    private static final String STOPPED = "stopped";
    private static final int TOLD_AFTER = 3;
    private static final long START_AGAIN_MS = 10000;
    private static final long LOOK_EVERY_MS = 60000;

    private static volatile String pages;

    private final Handler later = new Handler(Looper.getMainLooper());
    private final Handler always = new Handler(Looper.getMainLooper()); // nothing of it is taken back at the end
    private PowerManager.WakeLock awake;
    private Engine engine;
    private Radio radio;
    private Screen screen;
    private int inVain;
    private boolean standing;
    private boolean ended;

    private final BroadcastReceiver switched =
            new BroadcastReceiver() {
                @Override
                public void onReceive(Context context, Intent said) {
                    int state = said.getIntExtra(BluetoothAdapter.EXTRA_STATE, BluetoothAdapter.STATE_ON);
                    if (radio != null && state == BluetoothAdapter.STATE_OFF) {
                        radio.switchedOff();
                    }
                    look();
                }
            };

    /** The address of the owner's pages while there is an engine that serves them; else null. */
    static String pages() {
        return pages;
    }

    /** Whom nothing protects any more learns that, and that a look at the pages begins it again. */
    static void sayStopped(Context context) {
        new Screen(context, null).say(STOPPED, R.string.stopped_title, R.string.stopped);
    }

    @Override
    public void onCreate() {
        if (!Permissions.granted(this) || !Foreground.begins(this, shown())) {
            sayStopped(this);
            stopSelf();
            return;
        }
        standing = true;
        screen = new Screen(this, null); // for words of the application's own
        screen.unsay(STOPPED);
        PowerManager power = (PowerManager) getSystemService(POWER_SERVICE);
        awake = power.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "bluezone:engine");
        awake.acquire();
        IntentFilter switches = new IntentFilter(BluetoothAdapter.ACTION_STATE_CHANGED);
        switches.addAction(LocationManager.MODE_CHANGED_ACTION);
        switches.addAction(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED);
        registerReceiver(switched, switches);
        start();
        lookNowAndThen();
    }

    @Override
    public int onStartCommand(Intent why, int flags, int id) {
        return START_STICKY;
    }

    @Override
    public void onDestroy() {
        ended = true;
        if (!standing) {
            return;
        }
        later.removeCallbacksAndMessages(null);
        unregisterReceiver(switched);
        stop();
        awake.release();
    }

    @Override
    public IBinder onBind(Intent by) {
        return null;
    }

    /** Not everything that is withheld is told by the system: permissions and background are looked for. */
    private void lookNowAndThen() {
        look();
        later.postDelayed(this::lookNowAndThen, LOOK_EVERY_MS);
    }

    private void look() {
        if (radio != null) {
            radio.look();
        }
    }

    private Notification shown() {
        NotificationManager screen = (NotificationManager) getSystemService(NOTIFICATION_SERVICE);
        screen.createNotificationChannel(
                new NotificationChannel(CHANNEL, getString(R.string.channel), NotificationManager.IMPORTANCE_LOW));
        return new Notification.Builder(this, CHANNEL)
                .setContentTitle(getString(R.string.on))
                .setSmallIcon(R.drawable.notice)
                .setOngoing(true)
                .build();
    }

    /** To lay a new version out takes many seconds on a slow phone. The main thread does not wait, or the system would
     * offer its owner to end an application that does not answer. */
    private void start() {
        new Thread(this::startEngine, "start").start();
    }

    private void startEngine() {
        try {
            Engine begun = Engine.start(this);
            always.post(() -> lend(begun));
        } catch (IOException failed) {
            always.post(this::startAgain);
        }
    }

    /** Lends an engine that was started all that it may need; none is left to a service that has ended meanwhile. */
    private void lend(Engine begun) {
        if (ended) {
            begun.stop();
            return;
        }
        engine = begun;
        final Lent lent = new Lent(this, (BluetoothManager) getSystemService(BLUETOOTH_SERVICE), Sealing.KEY_STORE, begun.lines);
        radio = lent.radio;
        radio.introduce();
        radio.look();
        new Thread(() -> obey(begun, lent), "orders").start();
        new Thread(() -> learnPages(begun), "pages").start();
    }

    /** Carries out what the engine orders until it ends. */
    private void obey(Engine begun, Lent lent) {
        try {
            for (String line = begun.lines.next(); line != null; line = begun.lines.next()) {
                lent.obey(line);
            }
        } catch (IOException gone) {
            begun.stop();
        }
        lent.close();
        later.post(this::startAgain);
    }

    private void learnPages(Engine begun) {
        try {
            begun.hear(address -> later.post(() -> learn(begun, address)));
        } catch (IOException gone) {
            return; // whoever reads its orders learns that, too
        }
    }

    /** What is read after its engine has ended leads nowhere. */
    private void learn(Engine begun, String address) {
        if (engine == begun) {
            pages = address;
            inVain = 0;
            screen.unsay(BROKEN);
        }
    }

    /** Who has an engine that never comes as far as its pages has nobody else who would say so, or lay it out anew. */
    private void startAgain() {
        inVain = pages == null ? inVain + 1 : 0;
        stop();
        if (!ended) {
            if (inVain == TOLD_AFTER) {
                screen.say(BROKEN, R.string.broken_title, R.string.broken);
                Layout.doubt();
            }
            later.postDelayed(this::startUnlessEnded, START_AGAIN_MS);
        }
    }

    private void startUnlessEnded() {
        if (!ended && engine == null) {
            start();
        }
    }

    private void stop() {
        pages = null;
        if (radio != null) {
            radio.close();
        }
        if (engine != null) {
            engine.stop();
        }
        radio = null;
        engine = null;
    }
}

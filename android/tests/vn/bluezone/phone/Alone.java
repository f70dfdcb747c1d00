package vn.bluezone.phone;

import android.app.Service;
import android.bluetooth.BluetoothAdapter;
import android.bluetooth.le.AdvertiseData;
import android.content.Intent;
import android.os.Handler;
import android.os.Looper;
import imitated.Air;
import imitated.Installed;
import imitated.Phone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The whole application on one imitated phone, as the system begins it or brings it back after it was killed: what is
 * the system's, keys and screen, lies in FOLDER/system and outlives this process, the application in FOLDER. A stranger
 * is in the air beside it, under an id that is drawn anew a few times a second. Says where the owner's pages are, `-`
 * where there are none, and `over` once the service has asked to be ended. `off`, `on`, `forbid` and `permit` are the
 * owner's acts; it ends with whoever started it.
 */
final class Alone {
    private static final int BEAT_MS = 100;
    private static final int NEW_ID_MS = 200;
    private static final SecureRandom CHANCE = new SecureRandom();

    private Alone() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Air air = new Air(BEAT_MS);
        Phone phone = air.place(0).keptIn(folder.resolve("system"));
        phone.documents().count("boot_count", 1);
        phone.permit(!arguments[1].equals("forbidden"));
        servant(() -> speak(air.place(1))).start();
        PhoneService service = new PhoneService();
        new Handler(Looper.getMainLooper()).post(() -> begin(service, phone, new Installed(folder.toFile())));
        servant(() -> tell(service)).start();
        live(phone);
    }

    private static void begin(PhoneService service, Phone phone, Installed here) {
        service.beginOn(phone, here);
        Checks.same(Service.START_STICKY, service.onStartCommand(null, 0, 1));
    }

    private static void live(Phone phone) throws IOException {
        BufferedReader owner = new BufferedReader(new InputStreamReader(System.in));
        for (String act = owner.readLine(); act != null; act = owner.readLine()) {
            switch (act) {
                case "off":
                case "on":
                    phone.switchTo(act.equals("on"));
                    phone.announce(new Intent(BluetoothAdapter.ACTION_STATE_CHANGED).with(BluetoothAdapter.EXTRA_STATE, state(act)));
                    break;
                default:
                    phone.permit(act.equals("permit"));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static int state(String act) {
        return act.equals("on") ? BluetoothAdapter.STATE_ON : BluetoothAdapter.STATE_OFF;
    }

    private static void speak(Phone stranger) {
        byte[] id = new byte[12];
        while (true) {
            CHANCE.nextBytes(id);
            stranger.send(
                    new AdvertiseData.Builder()
                            .addServiceUuid(Radio.SHORT_SERVICE)
                            .addManufacturerData(0x22b5, id.clone())
                            .build()
                            .packed());
            rest(NEW_ID_MS);
        }
    }

    private static void tell(PhoneService service) {
        String said = "";
        while (true) {
            String pages = PhoneService.pages();
            String now = service.isOver() ? "over" : pages == null ? "-" : pages;
            if (!now.equals(said)) {
                System.out.println(now);
                said = now;
            }
            rest(10);
        }
    }

    private static void rest(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException woken) {
            throw new AssertionError(woken);
        }
    }

    private static Thread servant(Runnable work) {
        Thread thread = new Thread(work, "alone");
        thread.setDaemon(true);
        return thread;
    }
}

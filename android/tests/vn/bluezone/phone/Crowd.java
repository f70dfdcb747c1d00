package vn.bluezone.phone;

import android.app.Activity;
import android.app.Notification;
import android.bluetooth.BluetoothManager;
import imitated.Air;
import imitated.KeyKeeper;
import imitated.Phone;
import imitated.Shade;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The application's own radio on imitated phones, for engines that come over a socket of this machine. A line
 * `phone ROOM METRES BEAT_MS` begins; `off`, `on`, `forbid` and `permit` are the owner's acts, `withhold WHAT` and
 * `give WHAT` the owner's or the system's, `end-scan CODE` the system's; all else is the engine's. `again ROOM METRES`
 * begins with a phone that lies there already, whose application was started anew. `keys busy`, `keys well` and
 * `keys lose` are what becomes of its key store, `agree` the owner's yes to begin anew, `restart` that the phone was
 * switched off and on. Whoever begins with
 * `look ROOM METRES` sees what stands on that phone's screen, with `unseal ROOM METRES BYTES` what its key store opens,
 * and that is all.
 */
final class Crowd {
    private static final Map<String, Air> ROOMS = new HashMap<String, Air>();

    private Crowd() {}

    public static void main(String[] arguments) throws IOException {
        ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        System.out.println(door.getLocalPort());
        servant(Crowd::untilLeft).start();
        while (true) {
            Socket engine = door.accept();
            servant(() -> serve(engine)).start();
        }
    }

    /** Ends with whoever started it. */
    private static void untilLeft() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException gone) {
            System.exit(1);
        }
        System.exit(0);
    }

    private static void serve(Socket engine) {
        try (Socket held = engine) {
            held.setTcpNoDelay(true);
            Lines lines = new Lines(held.getInputStream(), held.getOutputStream());
            String[] first = lines.next().split(" ");
            double metres = Double.parseDouble(first[2]);
            switch (first[0]) {
                case "look":
                    tell(room(first[1]).at(metres).shade(), lines);
                    return;
                case "unseal":
                    lent(room(first[1]).at(metres), lines).obey("unseal 0 " + first[3]);
                    return;
                case "again":
                    live(room(first[1]).at(metres), lines);
                    return;
                default:
                    live(room(first[1], Integer.parseInt(first[3])).place(metres), lines);
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static void live(Phone phone, Lines lines) throws IOException {
        Lent lent = lent(phone, lines);
        lent.radio.introduce();
        lent.radio.look();
        for (String line = lines.next(); line != null; line = lines.next()) {
            hear(line, phone, lent);
        }
        lent.close();
    }

    private static Lent lent(Phone phone, Lines lines) {
        return new Lent(new Imitated(phone), new BluetoothManager(phone), phone.keys().getName(), lines);
    }

    /** A line for how often the screen was spoken to, and one for each notice that stands there. */
    private static void tell(Shade shade, Lines to) {
        to.say("rung " + shade.rung());
        for (Map.Entry<String, Notification> one : shade.standing().entrySet()) {
            Notification notice = one.getValue();
            to.say(
                    String.join(
                            " ", "stands", one.getKey().split(" ")[0], notice.channel(),
                            hex(notice.title()), hex(notice.text()), hex(notice.bigText()),
                            notice.tapped().opened().to().getSimpleName(), String.valueOf(notice.goesWhenTapped())));
        }
    }

    private static String hex(String text) {
        return Hex.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void hear(String line, Phone phone, Lent lent) {
        Radio radio = lent.radio;
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "off":
                phone.switchTo(false);
                radio.switchedOff();
                break;
            case "on":
                phone.switchTo(true);
                break;
            case "forbid":
            case "permit":
                phone.permit(line.equals("permit"));
                radio.look();
                break;
            case "withhold":
            case "give":
                phone.withhold(words[1], words[0].equals("withhold"));
                radio.look();
                break;
            case "keys":
                keep(phone.keys(), words[1]);
                break;
            case "restart":
                phone.restart();
                break;
            case "agree":
                agree();
                break;
            case "end-scan":
                phone.failScan(Integer.parseInt(words[1]));
                break;
            default:
                lent.obey(line);
        }
    }

    private static void keep(KeyKeeper keys, String what) {
        if (what.equals("lose")) {
            keys.lose();
        }
        keys.fail(what.equals("busy") ? what : "");
    }

    /** The owner opens the pages, is asked, and says yes. */
    private static void agree() {
        Activity pages = new Activity();
        Anew.put(pages);
        pages.questions().forEach(question -> question.press(true));
    }

    private static synchronized Air room(String name) {
        return ROOMS.get(name);
    }

    private static synchronized Air room(String name, int beatMs) {
        return ROOMS.computeIfAbsent(name, made -> new Air(beatMs));
    }

    private static Thread servant(Runnable work) {
        Thread thread = new Thread(work, "crowd");
        thread.setDaemon(true);
        return thread;
    }
}

package vn.bluezone.phone;

import android.bluetooth.BluetoothManager;
import android.content.Context;
import imitated.Air;
import imitated.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/**
 * The application's own radio on imitated phones, for engines that come over a socket of this machine. A line
 * `phone ROOM METRES BEAT_MS` begins; `off`, `on`, `forbid` and `permit` are the owner's acts, `withhold WHAT` and
 * `give WHAT` the owner's or the system's, `end-scan CODE` the system's; all else is the engine's.
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
            Phone phone = room(first[1], Integer.parseInt(first[3])).place(Double.parseDouble(first[2]));
            Radio radio = new Radio(new Imitated(phone), new BluetoothManager(phone), lines);
            radio.introduce();
            radio.look();
            for (String line = lines.next(); line != null; line = lines.next()) {
                hear(line, phone, radio);
            }
            radio.close();
        } catch (IOException gone) {
            return;
        }
    }

    private static void hear(String line, Phone phone, Radio radio) {
        String[] words = line.split(" ");
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
            case "end-scan":
                phone.failScan(Integer.parseInt(words[1]));
                break;
            default:
                Order order = Order.read(line);
                if (order != null) {
                    radio.obey(order);
                }
        }
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

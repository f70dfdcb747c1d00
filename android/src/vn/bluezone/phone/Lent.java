package vn.bluezone.phone;

import android.bluetooth.BluetoothManager;
import android.content.Context;
import java.net.InetAddress;

/** What the application lends its engine: radio, screen, key store and the names of hosts. Hands each order to the one that it concerns. */
final class Lent {
    final Radio radio;
    private final Screen screen;
    private final Names names;
    private final Sealing sealing;
    private final Lines engine;

    Lent(Context context, BluetoothManager manager, String keyStore, Lines engine) {
        this.engine = engine;
        radio = new Radio(context, manager, engine);
        screen = new Screen(context, engine);
        names = new Names(engine, InetAddress::getAllByName);
        sealing = new Sealing(keyStore, engine);
    }

    /** Carries out a line of the engine; what is no order is passed over. */
    void obey(String line) {
        Order order = Order.read(line);
        if (order == null) {
            return;
        }
        if (order.name.equals("resolve")) {
            names.obey(order);
        } else if (order.name.equals("anew")) {
            Anew.ask(order, screen, engine);
        } else if (Sealing.takes(order)) {
            sealing.obey(order);
        } else if (Screen.takes(order)) {
            screen.obey(order);
        } else {
            radio.obey(order);
        }
    }

    /** The engine is gone. */
    void close() {
        Anew.withdraw(engine);
        radio.close();
    }
}

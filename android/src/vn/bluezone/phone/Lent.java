package vn.bluezone.phone;

import android.bluetooth.BluetoothManager;
import android.content.Context;
import java.net.InetAddress;

/** What the application lends its engine: radio, screen and the names of hosts. Hands each order to the one that it concerns. */
final class Lent {
    final Radio radio;
    private final Screen screen;
    private final Names names;

    Lent(Context context, BluetoothManager manager, Lines engine) {
        radio = new Radio(context, manager, engine);
        screen = new Screen(context, engine);
        names = new Names(engine, InetAddress::getAllByName);
    }

    /** Carries out a line of the engine; what is no order is passed over. */
    void obey(String line) {
        Order order = Order.read(line);
        if (order == null) {
            return;
        }
        if (order.name.equals("resolve")) {
            names.obey(order);
        } else if (Screen.takes(order)) {
            screen.obey(order);
        } else {
            radio.obey(order);
        }
    }
}

package vn.bluezone.phone;

import android.bluetooth.BluetoothManager;
import android.content.Context;

/** What the application lends its engine: the radio and the screen. Hands each order to the one that it concerns. */
final class Lent {
    final Radio radio;
    private final Screen screen;

    Lent(Context context, BluetoothManager manager, Lines engine) {
        radio = new Radio(context, manager, engine);
        screen = new Screen(context, engine);
    }

    /** Carries out a line of the engine; what is no order is passed over. */
    void obey(String line) {
        Order order = Order.read(line);
        if (order == null) {
            return;
        }
        if (Screen.takes(order)) {
            screen.obey(order);
        } else {
            radio.obey(order);
        }
    }
}

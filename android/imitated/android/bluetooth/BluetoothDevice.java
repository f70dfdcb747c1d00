package android.bluetooth;

import android.content.Context;
import imitated.Phone;

/** Imitated: a peer under the address at which it was heard. */
public final class BluetoothDevice {
    public static final int TRANSPORT_LE = 2;

    private final Phone ours;
    private final String address;

    public BluetoothDevice(Phone ours, String address) {
        this.ours = ours;
        this.address = address;
    }

    public String getAddress() {
        return address;
    }

    public BluetoothGatt connectGatt(Context context, boolean auto, BluetoothGattCallback callback, int transport) {
        ours.requirePermission();
        return ours.isOn() ? new BluetoothGatt(ours, address, callback) : null;
    }
}

package android.bluetooth;

import android.content.Context;
import imitated.Phone;

/** Imitated: the system's Bluetooth as one application sees it. */
public final class BluetoothManager {
    private final Phone phone;

    public BluetoothManager(Phone phone) {
        this.phone = phone;
    }

    public BluetoothAdapter getAdapter() {
        return phone.withholds("bluetooth") ? null : new BluetoothAdapter(phone);
    }

    public BluetoothGattServer openGattServer(Context context, BluetoothGattServerCallback callback) {
        phone.requirePermission();
        return phone.isOn() ? phone.openServer(callback) : null;
    }
}

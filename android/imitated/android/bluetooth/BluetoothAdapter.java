package android.bluetooth;

import android.bluetooth.le.BluetoothLeAdvertiser;
import android.bluetooth.le.BluetoothLeScanner;
import imitated.Phone;

/** Imitated: neither sender nor scanner while Bluetooth is off. */
public final class BluetoothAdapter {
    private final Phone phone;

    BluetoothAdapter(Phone phone) {
        this.phone = phone;
    }

    public BluetoothLeAdvertiser getBluetoothLeAdvertiser() {
        return phone.isOn() ? new BluetoothLeAdvertiser(phone) : null;
    }

    public BluetoothLeScanner getBluetoothLeScanner() {
        return phone.isOn() ? new BluetoothLeScanner(phone) : null;
    }
}

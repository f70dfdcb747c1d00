package android.bluetooth;

import android.bluetooth.le.BluetoothLeAdvertiser;
import android.bluetooth.le.BluetoothLeScanner;
import imitated.Phone;

/** Imitated: neither sender nor scanner while Bluetooth is off. */
public final class BluetoothAdapter {
    public static final String ACTION_STATE_CHANGED = "android.bluetooth.adapter.action.STATE_CHANGED";
    public static final String EXTRA_STATE = "android.bluetooth.adapter.extra.STATE";
    public static final int STATE_OFF = 10;
    public static final int STATE_ON = 12;

    private final Phone phone;

    BluetoothAdapter(Phone phone) {
        this.phone = phone;
    }

    public boolean isEnabled() {
        return phone.isOn();
    }

    public BluetoothLeAdvertiser getBluetoothLeAdvertiser() {
        return phone.isOn() && !phone.withholds("sending") ? new BluetoothLeAdvertiser(phone) : null;
    }

    public BluetoothLeScanner getBluetoothLeScanner() {
        return phone.isOn() ? new BluetoothLeScanner(phone) : null;
    }
}

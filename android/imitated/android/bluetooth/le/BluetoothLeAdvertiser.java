package android.bluetooth.le;

import imitated.Phone;

/** Imitated: each start draws a new address, as the system's stack does. */
public final class BluetoothLeAdvertiser {
    private static final int TOO_LARGE = 1;
    private static final int MOST_BYTES = 31;

    private final Phone phone;

    public BluetoothLeAdvertiser(Phone phone) {
        this.phone = phone;
    }

    public void startAdvertising(AdvertiseSettings settings, AdvertiseData data, AdvertiseCallback callback) {
        phone.requirePermission();
        if (data.packed().length > MOST_BYTES) {
            phone.later(() -> callback.onStartFailure(TOO_LARGE));
            return;
        }
        phone.send(data.packed());
        phone.later(() -> callback.onStartSuccess(settings));
    }

    public void stopAdvertising(AdvertiseCallback callback) {
        phone.requirePermission();
        phone.send(null);
    }
}

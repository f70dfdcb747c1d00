package android.bluetooth;

import imitated.Phone;
import java.util.UUID;

/** Imitated: a connection; whoever is not there any more never answers. */
public final class BluetoothGatt {
    public static final int GATT_SUCCESS = 0;
    public static final int GATT_FAILURE = 257;

    private final Phone ours;
    private final String address;
    private final BluetoothGattCallback callback;
    private volatile BluetoothGattServer peer;
    private volatile boolean closed;

    BluetoothGatt(Phone ours, String address, BluetoothGattCallback callback) {
        this.ours = ours;
        this.address = address;
        this.callback = callback;
        ours.later(this::connect);
    }

    public boolean discoverServices() {
        ours.later(() -> callback.onServicesDiscovered(this, GATT_SUCCESS));
        return true;
    }

    public BluetoothGattService getService(UUID uuid) {
        return peer == null ? null : peer.service(uuid);
    }

    public boolean readCharacteristic(BluetoothGattCharacteristic read) {
        BluetoothGattServer asked = peer;
        if (asked == null) {
            return false;
        }
        asked.ask(ours, read, value -> ours.later(() -> {
            if (!closed) {
                callback.onCharacteristicRead(this, read.holding(value), value == null ? GATT_FAILURE : GATT_SUCCESS);
            }
        }));
        return true;
    }

    public void disconnect() {
        closed = true;
    }

    public void close() {
        closed = true;
    }

    private void connect() {
        Phone found = ours.reachable(address);
        if (found != null && !closed) {
            peer = found.server();
            callback.onConnectionStateChange(this, GATT_SUCCESS, BluetoothProfile.STATE_CONNECTED);
        }
    }
}

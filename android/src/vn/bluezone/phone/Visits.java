package vn.bluezone.phone;

import android.bluetooth.BluetoothDevice;
import android.bluetooth.BluetoothGatt;
import android.bluetooth.BluetoothGattCallback;
import android.bluetooth.BluetoothGattCharacteristic;
import android.bluetooth.BluetoothGattService;
import android.bluetooth.BluetoothProfile;
import android.content.Context;
import java.util.HashMap;
import java.util.Map;

/** Connects to a peer that was heard, reads who it is, and lets go. How long it may take is the engine's word. */
final class Visits {
    private static final int MAX_VALUE_BYTES = 512;

    private final Context context;
    private final Lines engine;
    private final Map<Long, BluetoothGatt> open = new HashMap<Long, BluetoothGatt>();

    Visits(Context context, Lines engine) {
        this.context = context;
        this.engine = engine;
    }

    /** Begins to read a peer; what came of it is said once. */
    synchronized void begin(long token, BluetoothDevice peer) {
        BluetoothGatt gatt =
                peer == null ? null : peer.connectGatt(context, false, reading(token), BluetoothDevice.TRANSPORT_LE);
        if (gatt == null) {
            engine.say("unread " + token);
            return;
        }
        open.put(token, gatt);
    }

    /** Lets go of a peer; the engine waits for it no more. */
    synchronized void end(long token) {
        BluetoothGatt gatt = open.remove(token);
        if (gatt != null) {
            gatt.disconnect();
            gatt.close();
        }
    }

    synchronized void close() {
        for (BluetoothGatt gatt : open.values()) {
            gatt.close();
        }
        open.clear();
    }

    private BluetoothGattCallback reading(final long token) {
        return new BluetoothGattCallback() {
            @Override
            public void onConnectionStateChange(BluetoothGatt gatt, int status, int state) {
                boolean connected = status == BluetoothGatt.GATT_SUCCESS && state == BluetoothProfile.STATE_CONNECTED;
                if (!connected || !gatt.discoverServices()) {
                    engine.say("unread " + token);
                }
            }

            @Override
            public void onServicesDiscovered(BluetoothGatt gatt, int status) {
                BluetoothGattService service = gatt.getService(Radio.SERVICE);
                BluetoothGattCharacteristic identity =
                        service == null ? null : service.getCharacteristic(Radio.IDENTITY);
                if (identity == null || !gatt.readCharacteristic(identity)) {
                    engine.say("unread " + token);
                }
            }

            @Override
            public void onCharacteristicRead(BluetoothGatt gatt, BluetoothGattCharacteristic read, int status) {
                byte[] value = status == BluetoothGatt.GATT_SUCCESS ? read.getValue() : null;
                boolean whole = value != null && value.length <= MAX_VALUE_BYTES;
                engine.say(whole ? "read " + token + " " + Hex.write(value) : "unread " + token);
            }
        };
    }
}

package android.bluetooth;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Imitated: what belongs together. */
public class BluetoothGattService {
    public static final int SERVICE_TYPE_PRIMARY = 0;

    private final UUID uuid;
    private final List<BluetoothGattCharacteristic> offered = new ArrayList<>();

    public BluetoothGattService(UUID uuid, int type) {
        this.uuid = uuid;
    }

    public boolean addCharacteristic(BluetoothGattCharacteristic one) {
        return offered.add(one);
    }

    public BluetoothGattCharacteristic getCharacteristic(UUID wanted) {
        for (BluetoothGattCharacteristic one : offered) {
            if (one.getUuid().equals(wanted)) {
                return one;
            }
        }
        return null;
    }

    UUID uuid() {
        return uuid;
    }
}

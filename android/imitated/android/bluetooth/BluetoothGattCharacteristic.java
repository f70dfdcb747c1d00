package android.bluetooth;

import java.util.UUID;

/** Imitated: something that can be read. */
public class BluetoothGattCharacteristic {
    public static final int PROPERTY_READ = 2;
    public static final int PERMISSION_READ = 1;

    private final UUID uuid;
    private byte[] value;

    public BluetoothGattCharacteristic(UUID uuid, int properties, int permissions) {
        this.uuid = uuid;
    }

    public UUID getUuid() {
        return uuid;
    }

    public byte[] getValue() {
        return value;
    }

    BluetoothGattCharacteristic holding(byte[] read) {
        BluetoothGattCharacteristic copy = new BluetoothGattCharacteristic(uuid, PROPERTY_READ, PERMISSION_READ);
        copy.value = read;
        return copy;
    }
}

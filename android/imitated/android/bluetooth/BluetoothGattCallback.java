package android.bluetooth;

/** Imitated: what becomes of a connection that we made. */
public abstract class BluetoothGattCallback {
    public void onConnectionStateChange(BluetoothGatt gatt, int status, int state) {}

    public void onServicesDiscovered(BluetoothGatt gatt, int status) {}

    public void onCharacteristicRead(BluetoothGatt gatt, BluetoothGattCharacteristic read, int status) {}
}

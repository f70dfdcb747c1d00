package android.bluetooth;

/** Imitated: what a peer asks of us. */
public abstract class BluetoothGattServerCallback {
    public void onCharacteristicReadRequest(
            BluetoothDevice peer, int request, int offset, BluetoothGattCharacteristic read) {}
}

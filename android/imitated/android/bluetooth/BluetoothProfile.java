package android.bluetooth;

/** Imitated: what a connection can be. */
public interface BluetoothProfile {
    int STATE_DISCONNECTED = 0;
    int STATE_CONNECTED = 2;
}

package android.bluetooth.le;

import android.bluetooth.BluetoothDevice;

/** Imitated: one advertisement as it was heard. */
public final class ScanResult {
    private final BluetoothDevice device;
    private final ScanRecord record;
    private final int rssi;
    private final long nanos;

    public ScanResult(BluetoothDevice device, ScanRecord record, int rssi, long nanos) {
        this.device = device;
        this.record = record;
        this.rssi = rssi;
        this.nanos = nanos;
    }

    public BluetoothDevice getDevice() {
        return device;
    }

    public ScanRecord getScanRecord() {
        return record;
    }

    public int getRssi() {
        return rssi;
    }

    public long getTimestampNanos() {
        return nanos;
    }
}

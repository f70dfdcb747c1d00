package android.bluetooth.le;

import imitated.Phone;
import java.util.List;

/** Imitated: hands on what one of the filters lets through. */
public final class BluetoothLeScanner {
    private final Phone phone;

    public BluetoothLeScanner(Phone phone) {
        this.phone = phone;
    }

    public void startScan(List<ScanFilter> filters, ScanSettings settings, ScanCallback callback) {
        phone.requirePermission();
        phone.hear(filters, callback);
    }

    public void stopScan(ScanCallback callback) {
        phone.requirePermission();
        phone.hear(null, null);
    }
}

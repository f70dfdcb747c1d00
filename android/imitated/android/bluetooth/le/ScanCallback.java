package android.bluetooth.le;

import java.util.List;

/** Imitated: what a scan found. */
public abstract class ScanCallback {
    public void onScanResult(int kind, ScanResult result) {}

    public void onBatchScanResults(List<ScanResult> results) {}

    public void onScanFailed(int code) {}
}

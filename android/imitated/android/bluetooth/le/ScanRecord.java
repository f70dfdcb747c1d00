package android.bluetooth.le;

import java.util.Arrays;

/** Imitated: the bytes of an advertisement, padded with zeros as the system hands them on. */
public final class ScanRecord {
    private static final int PADDED_BYTES = 62;

    private final byte[] bytes;

    public ScanRecord(byte[] data) {
        this.bytes = Arrays.copyOf(data, Math.max(data.length, PADDED_BYTES));
    }

    public byte[] getBytes() {
        return bytes;
    }
}

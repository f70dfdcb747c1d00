package android.bluetooth.le;

import android.os.ParcelUuid;
import java.io.ByteArrayOutputStream;

/** Imitated: what is said on air; the system puts the flags before it. */
public final class AdvertiseData {
    private final byte[] packed;

    private AdvertiseData(byte[] packed) {
        this.packed = packed;
    }

    public byte[] packed() {
        return packed;
    }

    /** Imitated: data in the making; the system writes services, maker's data and services' data in this order. */
    public static final class Builder {
        private final ByteArrayOutputStream services = new ByteArrayOutputStream();
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

        public Builder addServiceUuid(ParcelUuid service) {
            element(services, 3, shortened(service), new byte[0]);
            return this;
        }

        public Builder addManufacturerData(int company, byte[] data) {
            element(rest, 0xff, new byte[] {(byte) company, (byte) (company >> 8)}, data);
            return this;
        }

        public Builder addServiceData(ParcelUuid service, byte[] data) {
            element(rest, 0x16, shortened(service), data);
            return this;
        }

        public AdvertiseData build() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            element(all, 1, new byte[] {6}, new byte[0]);
            all.writeBytes(services.toByteArray());
            all.writeBytes(rest.toByteArray());
            return new AdvertiseData(all.toByteArray());
        }

        private static byte[] shortened(ParcelUuid service) {
            int number = (int) (service.getUuid().getMostSignificantBits() >>> 32);
            return new byte[] {(byte) number, (byte) (number >> 8)};
        }

        private static void element(ByteArrayOutputStream to, int kind, byte[] first, byte[] second) {
            to.write(1 + first.length + second.length);
            to.write(kind);
            to.writeBytes(first);
            to.writeBytes(second);
        }
    }
}

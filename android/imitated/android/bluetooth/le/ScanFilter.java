package android.bluetooth.le;

import android.os.ParcelUuid;
import java.util.Arrays;
import java.util.UUID;

/** Imitated: lets through what carries a service, or a maker's data under a mask. */
public final class ScanFilter {
    private final UUID service;
    private final int company;
    private final byte[] wanted;
    private final byte[] mask;

    private ScanFilter(UUID service, int company, byte[] wanted, byte[] mask) {
        this.service = service;
        this.company = company;
        this.wanted = wanted;
        this.mask = mask;
    }

    public boolean lets(byte[] data) {
        for (int at = 0; at + 1 < data.length && data[at] != 0; at += 1 + (data[at] & 255)) {
            byte[] body = Arrays.copyOfRange(data, at + 2, Math.min(at + 1 + (data[at] & 255), data.length));
            int kind = data[at + 1] & 255;
            if (service == null ? kind == 0xff && isWanted(body) : names(kind, body)) {
                return true;
            }
        }
        return false;
    }

    private boolean names(int kind, byte[] body) {
        long most = service.getMostSignificantBits();
        boolean isShort = service.getLeastSignificantBits() == 0x800000805f9b34fbL && (int) most == 0x1000;
        if (isShort) {
            return (kind == 2 || kind == 3) && (most >>> 32 & 255) == (body[0] & 255) && (most >>> 40) == (body[1] & 255);
        }
        return (kind == 6 || kind == 7) && body.length >= 16 && (most >>> 56) == (body[15] & 255);
    }

    private boolean isWanted(byte[] body) {
        if (body.length < 2 + wanted.length || (body[0] & 255) + ((body[1] & 255) << 8) != company) {
            return false;
        }
        for (int at = 0; at < wanted.length; at++) {
            if ((body[2 + at] & mask[at]) != (wanted[at] & mask[at])) {
                return false;
            }
        }
        return true;
    }

    /** Imitated: a filter in the making. */
    public static final class Builder {
        private UUID service;
        private int company;
        private byte[] wanted = {};
        private byte[] mask = {};

        public Builder setServiceUuid(ParcelUuid wantedService) {
            service = wantedService.getUuid();
            return this;
        }

        public Builder setManufacturerData(int ofCompany, byte[] data, byte[] under) {
            company = ofCompany;
            wanted = data;
            mask = under;
            return this;
        }

        public ScanFilter build() {
            return new ScanFilter(service, company, wanted, mask);
        }
    }
}

package android.os;

import java.util.UUID;

/** Imitated: a UUID that can be sent to another process. */
public final class ParcelUuid {
    private final UUID uuid;

    public ParcelUuid(UUID uuid) {
        this.uuid = uuid;
    }

    public UUID getUuid() {
        return uuid;
    }
}

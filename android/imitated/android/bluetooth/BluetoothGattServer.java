package android.bluetooth;

import imitated.Phone;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Imitated: what a phone offers to whoever connects. */
public final class BluetoothGattServer {
    private final BluetoothGattServerCallback callback;
    private final Map<UUID, BluetoothGattService> services = new ConcurrentHashMap<>();
    private final Map<Integer, Consumer<byte[]>> asked = new ConcurrentHashMap<>();
    private int requests;

    public BluetoothGattServer(BluetoothGattServerCallback callback) {
        this.callback = callback;
    }

    public boolean addService(BluetoothGattService service) {
        services.put(service.uuid(), service);
        return true;
    }

    public boolean sendResponse(BluetoothDevice peer, int request, int status, int offset, byte[] value) {
        Consumer<byte[]> answered = asked.remove(request);
        if (answered != null) {
            answered.accept(status == BluetoothGatt.GATT_SUCCESS ? value : null);
        }
        return answered != null;
    }

    public void close() {
        services.clear();
    }

    BluetoothGattService service(UUID uuid) {
        return services.get(uuid);
    }

    synchronized void ask(Phone reader, BluetoothGattCharacteristic read, Consumer<byte[]> answered) {
        int request = ++requests;
        asked.put(request, answered);
        BluetoothDevice peer = new BluetoothDevice(reader, reader.address());
        reader.later(() -> callback.onCharacteristicReadRequest(peer, request, 0, read));
    }
}

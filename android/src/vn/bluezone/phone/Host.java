package vn.bluezone.phone;

import android.bluetooth.BluetoothDevice;
import android.bluetooth.BluetoothGatt;
import android.bluetooth.BluetoothGattCharacteristic;
import android.bluetooth.BluetoothGattServer;
import android.bluetooth.BluetoothGattServerCallback;
import android.bluetooth.BluetoothGattService;
import android.bluetooth.BluetoothManager;
import android.content.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets peers read who this phone is: each question goes to the engine, whose answer goes back. */
final class Host {
    private static final int MAX_WAITING = 16;

    private final Context context;
    private final BluetoothManager manager;
    private final Lines engine;
    private final Map<Long, Question> waiting = new LinkedHashMap<Long, Question>();
    private BluetoothGattServer server;
    private long asked;

    Host(Context context, BluetoothManager manager, Lines engine) {
        this.context = context;
        this.manager = manager;
        this.engine = engine;
    }

    private static final class Question {
        final BluetoothDevice peer;
        final int request;
        final int offset;

        Question(BluetoothDevice peer, int request, int offset) {
            this.peer = peer;
            this.request = request;
            this.offset = offset;
        }
    }

    /** Offers the identity to whoever connects. */
    synchronized void open() {
        if (server != null) {
            return;
        }
        server = manager.openGattServer(context, callback());
        if (server == null) {
            throw new IllegalStateException("off");
        }
        BluetoothGattService service =
                new BluetoothGattService(Radio.SERVICE, BluetoothGattService.SERVICE_TYPE_PRIMARY);
        service.addCharacteristic(
                new BluetoothGattCharacteristic(
                        Radio.IDENTITY,
                        BluetoothGattCharacteristic.PROPERTY_READ,
                        BluetoothGattCharacteristic.PERMISSION_READ));
        server.addService(service);
    }

    /** Hands the engine's answer to the peer that waits for it. */
    synchronized void answer(long token, byte[] value) {
        Question question = waiting.remove(token);
        if (question == null || server == null) {
            return;
        }
        int from = Math.min(Math.max(question.offset, 0), value.length);
        byte[] rest = new byte[value.length - from];
        System.arraycopy(value, from, rest, 0, rest.length);
        server.sendResponse(question.peer, question.request, BluetoothGatt.GATT_SUCCESS, question.offset, rest);
    }

    synchronized void close() {
        if (server != null) {
            server.close();
        }
        forget();
    }

    /** Lets go of what the system has closed already. */
    synchronized void forget() {
        server = null;
        waiting.clear();
    }

    private BluetoothGattServerCallback callback() {
        return new BluetoothGattServerCallback() {
            @Override
            public void onCharacteristicReadRequest(
                    BluetoothDevice peer, int request, int offset, BluetoothGattCharacteristic read) {
                ask(new Question(peer, request, offset), Radio.IDENTITY.equals(read.getUuid()));
            }
        };
    }

    private synchronized void ask(Question question, boolean known) {
        if (server == null) {
            return;
        }
        if (!known || waiting.size() >= MAX_WAITING) {
            server.sendResponse(question.peer, question.request, BluetoothGatt.GATT_FAILURE, 0, null);
            return;
        }
        waiting.put(++asked, question);
        engine.say("asked " + asked);
    }
}

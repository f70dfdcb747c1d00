package imitated;

import android.bluetooth.BluetoothDevice;
import android.bluetooth.BluetoothGattServer;
import android.bluetooth.BluetoothGattServerCallback;
import android.bluetooth.le.ScanCallback;
import android.bluetooth.le.ScanFilter;
import android.bluetooth.le.ScanRecord;
import android.bluetooth.le.ScanResult;
import android.content.BroadcastReceiver;
import android.content.ContentResolver;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.Handler;
import android.os.Looper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One phone's Bluetooth, whatever application uses it: on or off, permitted or not, at a place. */
public final class Phone {
    private final Air air;
    private final int number;
    private final double metres;
    private final ExecutorService system = Executors.newSingleThreadExecutor(Air::servant);
    private final Random chance;
    private volatile boolean on = true;
    private volatile boolean permitted = true;
    private final ContentResolver documents = new ContentResolver();
    private final Shade shade = new Shade(this);
    private KeyKeeper keys = KeyKeeper.made();
    private final Map<BroadcastReceiver, IntentFilter> receivers = new ConcurrentHashMap<>();
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();
    private volatile BluetoothGattServer server;
    private byte[] said;
    private String address = "";
    private List<ScanFilter> filters;
    private ScanCallback hearer;

    Phone(Air air, int number, double metres) {
        this.air = air;
        this.number = number;
        this.metres = metres;
        this.chance = new Random(number);
    }

    /** What its system keeps, keys and screen, lies in this folder from now on, and outlives this Java. */
    public Phone keptIn(Path folder) throws IOException {
        keys = KeyKeeper.keptIn("AndroidKeyStore", folder.resolve("keys"));
        shade.keptIn(folder.resolve("screen"));
        return this;
    }

    public void register(BroadcastReceiver receiver, IntentFilter filter) {
        receivers.put(receiver, filter);
    }

    public void unregister(BroadcastReceiver receiver) {
        if (receivers.remove(receiver) == null) {
            throw new IllegalArgumentException("imitated: it is not registered");
        }
    }

    /** Tells whoever wants to hear of it, on the main thread. */
    public void announce(Intent said) {
        receivers.forEach((receiver, filter) -> {
            if (filter.lets(said)) {
                new Handler(Looper.getMainLooper()).post(() -> receiver.onReceive(null, said));
            }
        });
    }

    public boolean isOn() {
        return on;
    }

    public void requirePermission() {
        if (!permitted) {
            throw new SecurityException("imitated: not permitted");
        }
    }

    /** What other applications keep. */
    public ContentResolver documents() {
        return documents;
    }

    public Shade shade() {
        return shade;
    }

    /** Its key store; it outlives the application, and goes to no other phone. */
    public KeyKeeper keys() {
        return keys;
    }

    /** Where it lies on the line. */
    public double metres() {
        return metres;
    }

    /** Does something on the system's thread, as its callbacks come. */
    public void later(Runnable work) {
        system.execute(work);
    }

    public BluetoothGattServer openServer(BluetoothGattServerCallback callback) {
        server = new BluetoothGattServer(callback);
        return server;
    }

    public BluetoothGattServer server() {
        return server;
    }

    public synchronized String address() {
        return address;
    }

    /** Puts these bytes on air under an address drawn anew; null leaves the air. */
    public synchronized void send(byte[] data) {
        said = data;
        if (data != null) {
            address = String.format(
                    "%02X:%02X:%02X:%02X:%02X:%02X",
                    0x40 | chance.nextInt(64), number & 255, chance.nextInt(256), chance.nextInt(256),
                    chance.nextInt(256), chance.nextInt(256));
        }
    }

    public synchronized void hear(List<ScanFilter> through, ScanCallback callback) {
        filters = through;
        hearer = callback;
    }

    /** The phone that is on air under this address, within reach. */
    public Phone reachable(String wanted) {
        for (Phone other : air.phones()) {
            if (other != this && other.isSaying(wanted) && air.rssi(metres, other.metres) != null) {
                return other;
            }
        }
        return null;
    }

    /** The owner switches the phone off and on: what stood on its screen is gone, and the system has counted it. */
    public void restart() {
        shade.clear();
        documents.count("boot_count", documents.counted("boot_count", 1) + 1);
    }

    /** The owner switches Bluetooth on or off; whatever was on air or listened is gone. */
    public synchronized void switchTo(boolean now) {
        on = now;
        said = null;
        hearer = null;
        filters = null;
        server = null;
    }

    public void permit(boolean now) {
        permitted = now;
    }

    public boolean isPermitted() {
        return permitted;
    }

    /** The owner, or the maker, keeps something of this name from applications, or gives it back. */
    public void withhold(String what, boolean now) {
        if (now) {
            withheld.add(what);
        } else {
            withheld.remove(what);
        }
    }

    public boolean withholds(String what) {
        return withheld.contains(what);
    }

    /** The system ends a scan that it had let begin. */
    public synchronized void failScan(int code) {
        ScanCallback told = hearer;
        hearer = null;
        filters = null;
        if (told != null) {
            later(() -> told.onScanFailed(code));
        }
    }

    private synchronized boolean isSaying(String wanted) {
        return said != null && address.equals(wanted);
    }

    synchronized Said saying() {
        return said == null ? null : new Said(said, address, metres);
    }

    synchronized void hears(Said other) {
        Integer rssi = air.rssi(metres, other.metres);
        if (hearer == null || rssi == null || filters.stream().noneMatch(filter -> filter.lets(other.data))) {
            return;
        }
        ScanCallback told = hearer;
        BluetoothDevice peer = new BluetoothDevice(this, other.address);
        ScanResult result = new ScanResult(peer, new ScanRecord(other.data), rssi, System.nanoTime());
        later(() -> told.onScanResult(1, result));
    }

    /** What is on air, from where. */
    static final class Said {
        final byte[] data;
        final String address;
        final double metres;

        Said(byte[] data, String address, double metres) {
            this.data = data;
            this.address = address;
            this.metres = metres;
        }
    }
}

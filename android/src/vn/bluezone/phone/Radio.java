package vn.bluezone.phone;

import android.bluetooth.BluetoothAdapter;
import android.bluetooth.BluetoothDevice;
import android.bluetooth.BluetoothManager;
import android.bluetooth.le.AdvertiseCallback;
import android.bluetooth.le.AdvertiseData;
import android.bluetooth.le.AdvertiseSettings;
import android.bluetooth.le.BluetoothLeAdvertiser;
import android.bluetooth.le.BluetoothLeScanner;
import android.bluetooth.le.ScanCallback;
import android.bluetooth.le.ScanFilter;
import android.bluetooth.le.ScanResult;
import android.bluetooth.le.ScanSettings;
import android.content.Context;
import android.os.Build;
import android.os.ParcelUuid;
import android.provider.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Turns the engine's orders into calls of Android's Bluetooth, and what comes of them into events. Decides nothing. */
final class Radio {
    static final ParcelUuid SHORT_SERVICE = new ParcelUuid(UUID.fromString("00004e56-0000-1000-8000-00805f9b34fb"));
    static final UUID SERVICE = UUID.fromString("00004e56-73f5-4bc4-a12f-17d1ad07a667");
    static final UUID IDENTITY = UUID.fromString("00004e56-73f5-4bc4-a12f-17d1ad07a689");

    private static final int COMPANY = 0x22b5;
    private static final int APPLE = 0x004c;
    private static final int MAX_REMEMBERED = 1024;
    private static final int MAX_NAME = 32;

    /** Why an order is not carried out, in the word that the engine is told. */
    private static final class Refusal extends IllegalStateException {
        final String word;

        Refusal(String word) {
            super(word);
            this.word = word;
        }
    }

    private final Context context;
    private final BluetoothManager manager;
    private final Lines engine;
    private final Host host;
    private final Visits visits;
    private final Map<String, BluetoothDevice> heard =
            new LinkedHashMap<String, BluetoothDevice>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, BluetoothDevice> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };
    private AdvertiseCallback onAir;
    private ScanCallback hearing;
    private String withheld = "";

    Radio(Context context, BluetoothManager manager, Lines engine) {
        this.context = context;
        this.manager = manager;
        this.engine = engine;
        this.host = new Host(context, manager, engine);
        this.visits = new Visits(context, engine);
    }

    /** Carries out one order of the engine, and says what became of it. */
    synchronized void obey(Order order) {
        try {
            carryOut(order);
        } catch (SecurityException forbidden) {
            engine.say("failed " + order.token + " forbidden");
        } catch (Refusal refused) {
            engine.say("failed " + order.token + " " + refused.word);
        } catch (IllegalStateException off) {
            engine.say("failed " + order.token + " off");
        }
    }

    /** Says who made this phone, and which model it is: how strongly that one sends is a figure that the engine has. */
    void introduce() {
        int boots = Settings.Global.getInt(context.getContentResolver(), Settings.Global.BOOT_COUNT, 0);
        if (boots > 0) {
            engine.say("boot " + boots);
        }
        engine.say("model " + plain(Build.MODEL));
        engine.say("made " + plain(Build.MANUFACTURER) + " " + plain(Build.BRAND));
    }

    /** A name in small letters and figures, as it travels through the pipe; a dash for one without any. */
    static String plain(String name) {
        String bare = name == null ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return bare.isEmpty() ? "-" : bare.substring(0, Math.min(bare.length(), MAX_NAME));
    }

    /** Says what the system withholds, if that is another thing than was said before. */
    synchronized void look() {
        String now = Withheld.now(context, Build.VERSION.SDK_INT);
        if (!now.equals(withheld)) {
            withheld = now;
            engine.say("withheld " + now);
        }
    }

    /** Stops everything. */
    synchronized void close() {
        try {
            hush();
            deaf();
            host.close();
            visits.close();
        } catch (SecurityException | IllegalStateException gone) {
            onAir = null; // what was taken away, a permission or Bluetooth itself, took all of it along
            hearing = null;
        }
    }

    /** Says that the system has switched Bluetooth off: nothing is on air or listens any more. */
    synchronized void switchedOff() {
        onAir = null;
        hearing = null;
        host.forget();
        visits.close();
        engine.say("lost off");
    }

    private void carryOut(Order order) {
        switch (order.name) {
            case "advertise":
                advertise(order);
                return;
            case "answer":
                host.answer(order.token, order.bytes(0));
                return;
            case "read":
                visits.begin(order.token, heard.get(order.word(0)));
                return;
            case "leave":
                visits.end(order.token);
                return;
            case "close":
                close();
                return;
            case "hush":
                hush();
                break;
            case "listen":
                listen();
                break;
            case "deaf":
                deaf();
                break;
            default:
                host.open();
        }
        engine.say("done " + order.token);
    }

    private void advertise(final Order order) {
        hush();
        BluetoothLeAdvertiser sender = adapter().getBluetoothLeAdvertiser();
        if (sender == null) {
            throw new Refusal(adapter().isEnabled() ? "unable" : "off");
        }
        onAir =
                new AdvertiseCallback() {
                    @Override
                    public void onStartSuccess(AdvertiseSettings settings) {
                        engine.say("done " + order.token);
                    }

                    @Override
                    public void onStartFailure(int code) {
                        engine.say("failed " + order.token + " advertise-" + code);
                    }
                };
        sender.startAdvertising(slowly(), saying(order.bytes(0), order.bytes(1)), onAir);
    }

    private static AdvertiseSettings slowly() {
        return new AdvertiseSettings.Builder()
                .setAdvertiseMode(AdvertiseSettings.ADVERTISE_MODE_BALANCED)
                .setTxPowerLevel(AdvertiseSettings.ADVERTISE_TX_POWER_MEDIUM)
                .setConnectable(true)
                .build();
    }

    private static AdvertiseData saying(byte[] id, byte[] power) {
        AdvertiseData.Builder data =
                new AdvertiseData.Builder().addServiceUuid(SHORT_SERVICE).addManufacturerData(COMPANY, id);
        if (power.length > 0) {
            data.addServiceData(SHORT_SERVICE, power);
        }
        return data.build();
    }

    private void hush() {
        BluetoothLeAdvertiser sender = adapter().getBluetoothLeAdvertiser();
        if (onAir != null && sender != null) {
            sender.stopAdvertising(onAir);
        }
        onAir = null;
    }

    private void listen() {
        deaf();
        BluetoothLeScanner scanner = adapter().getBluetoothLeScanner();
        if (scanner == null) {
            throw new IllegalStateException("off");
        }
        hearing =
                new ScanCallback() {
                    @Override
                    public void onScanResult(int kind, ScanResult result) {
                        tell(result);
                    }

                    @Override
                    public void onBatchScanResults(List<ScanResult> results) {
                        for (ScanResult result : results) {
                            tell(result);
                        }
                    }

                    @Override
                    public void onScanFailed(int code) {
                        engine.say("lost scan-" + code);
                    }
                };
        scanner.startScan(
                ours(),
                new ScanSettings.Builder().setScanMode(ScanSettings.SCAN_MODE_LOW_LATENCY).build(),
                hearing);
    }

    /** Without a filter Android stops a scan when the screen goes off. The last one is an iPhone in the background. */
    private static List<ScanFilter> ours() {
        return Arrays.asList(
                new ScanFilter.Builder().setServiceUuid(SHORT_SERVICE).build(),
                new ScanFilter.Builder().setServiceUuid(new ParcelUuid(SERVICE)).build(),
                new ScanFilter.Builder()
                        .setManufacturerData(APPLE, new byte[] {1, 8}, new byte[] {(byte) 0xff, 8})
                        .build());
    }

    private void deaf() {
        BluetoothLeScanner scanner = adapter().getBluetoothLeScanner();
        if (hearing != null && scanner != null) {
            scanner.stopScan(hearing);
        }
        hearing = null;
    }

    private synchronized void tell(ScanResult result) {
        if (hearing == null || result.getScanRecord() == null) {
            return;
        }
        byte[] data = result.getScanRecord().getBytes();
        if (data.length > 255 || result.getRssi() > 126 || result.getRssi() < -127) {
            return;
        }
        String address = Hex.address(result.getDevice().getAddress());
        heard.put(address, result.getDevice());
        long moment = result.getTimestampNanos() / 1000000;
        engine.say("heard " + result.getRssi() + " " + address + " " + moment + " " + Hex.write(data));
    }

    private BluetoothAdapter adapter() {
        BluetoothAdapter adapter = manager.getAdapter();
        if (adapter == null) {
            throw new Refusal("none");
        }
        return adapter;
    }
}

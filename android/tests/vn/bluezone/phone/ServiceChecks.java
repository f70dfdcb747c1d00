package vn.bluezone.phone;

import static vn.bluezone.phone.Checks.same;
import static vn.bluezone.phone.Checks.tried;

import android.os.Handler;
import android.os.Looper;
import imitated.Installed;
import imitated.Phone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the service makes of its engine's first words and of its end, with a script in the engine's place. */
final class ServiceChecks {
    static final String SPEAKS = "#!/bin/sh\necho 'pages: http://127.0.0.1:1/a' >&2\nexec cat\n";
    private static final String SPEAKS_OF_ITS_PORT =
            "#!/bin/sh\nwhile [ \"$1\" != --port ]; do shift; done\necho \"pages: http://127.0.0.1:$2/\" >&2\nexec cat\n";
    private static final int PATIENCE_MS = 20000;
    private static final int STARTS_WITHIN_MS = 300;

    private ServiceChecks() {}

    static void all() {
        tried("the pages are where the engine says", ServiceChecks::whereItSays);
        tried("an engine starts although somebody else has its port", ServiceChecks::takenPort);
        tried("an owner whose engine does not start is told, until it does", ServiceChecks::doesNotStart);
        tried("an engine of which files are empty is laid out anew", ServiceChecks::laidOutAnew);
        tried("an engine that is whole stays, whatever else keeps it from starting", ServiceChecks::wholeStays);
        tried("an owner whose service may not stand is told, until it does", ServiceChecks::mayNotStand);
        tried("an application that lays its engine out answers its owner", ServiceChecks::answersMeanwhile);
        tried("a service that ends meanwhile leaves no engine behind", ServiceChecks::endsMeanwhile);
    }

    private static void whereItSays() throws Exception {
        PhoneService service = begun(SPEAKS);

        until("http://127.0.0.1:1/a");
        ended(service);

        same(null, PhoneService.pages());
    }

    private static void takenPort() throws Exception {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket free = new ServerSocket(0, 1, here)) {
            same(0, Engine.port(free.getLocalPort()));
            free.close();
            same(free.getLocalPort(), Engine.port(free.getLocalPort()));
        }
        try (ServerSocket other = new ServerSocket()) {
            try {
                other.bind(new InetSocketAddress(here, 8765));
            } catch (IOException already) {
                same(true, already instanceof BindException); // by somebody on this machine, who is as good
            }
            PhoneService service = begun(SPEAKS_OF_ITS_PORT);
            until("http://127.0.0.1:0/");
            ended(service);
        }
    }

    private static void doesNotStart() throws Exception {
        Path folder = installed("#!/bin/sh\necho x >> times\n[ $(wc -l < times) -lt 4 ] && exit 1\n" + SPEAKS);
        Path times = Files.createDirectories(folder.resolve("files")).resolve("times");
        Phone phone = Checks.phone();
        PhoneService service = begun(phone, folder);

        until(() -> phone.shade().standing().containsKey("broken 2"));
        same("text " + R.string.broken_title, phone.shade().standing().get("broken 2").title());
        same(true, Files.readAllLines(times).size() >= 3);
        until("http://127.0.0.1:1/a");
        until(() -> phone.shade().standing().isEmpty());

        ended(service);
    }

    private static void laidOutAnew() throws Exception {
        same("a", laidOutAfter("#!/bin/sh\n[ -s python/a.py ] || exit 1\n" + SPEAKS, ""));
    }

    private static void wholeStays() throws Exception {
        same("b", laidOutAfter("#!/bin/sh\necho x >> times\n[ $(wc -l < times) -lt 5 ] && exit 1\n" + SPEAKS, "b"));
    }

    /** What stands in the file that was laid out with this text, once the engine has started at last. */
    private static String laidOutAfter(String engine, String text) throws Exception {
        Path folder = installed(engine);
        Path python = Files.createDirectories(folder.resolve("files/python"));
        Files.writeString(python.resolve("a.py"), text);
        Files.writeString(python.resolve("engine.sha256"), "one");

        PhoneService service = begun(folder);
        until("http://127.0.0.1:1/a");
        ended(service);

        return Files.readString(python.resolve("a.py"));
    }

    private static void mayNotStand() throws Exception {
        Path folder = installed(SPEAKS);
        Phone phone = Checks.phone();
        phone.withhold("foreground", true);
        same(true, begun(phone, folder).isOver());
        same("[stopped 2]", phone.shade().standing().keySet().toString());

        phone.withhold("foreground", false);
        PhoneService service = begun(phone, folder);
        same("[]", phone.shade().standing().keySet().toString());

        until("http://127.0.0.1:1/a");
        ended(service);
    }

    private static void answersMeanwhile() throws Exception {
        Path folder = installed(SPEAKS);
        Path archive = slow(folder);
        PhoneService service = begun(folder);

        onMain(() -> same(null, PhoneService.pages()));
        pack(archive);
        until("http://127.0.0.1:1/a");

        ended(service);
    }

    private static void endsMeanwhile() throws Exception {
        Path folder = installed(SPEAKS);
        Path archive = slow(folder);
        PhoneService service = begun(folder);

        ended(service);
        pack(archive);
        Path laidOut = folder.resolve("files/python/engine.sha256");
        until(() -> Files.exists(laidOut));
        Thread.sleep(STARTS_WITHIN_MS);

        same(0L, ProcessHandle.current().children().count());
        same(null, PhoneService.pages());
    }

    /** The archive comes only once somebody brings it: until then whoever reads it waits. */
    private static Path slow(Path folder) throws Exception {
        Path archive = folder.resolve("assets/engine.zip");
        Files.delete(archive);
        same(0, new ProcessBuilder("mkfifo", archive.toString()).start().waitFor());
        return archive;
    }

    static PhoneService begun(String engine) throws Exception {
        return begun(installed(engine));
    }

    private static PhoneService begun(Path folder) throws Exception {
        return begun(Checks.phone(), folder);
    }

    private static PhoneService begun(Phone phone, Path folder) throws Exception {
        PhoneService service = new PhoneService();
        onMain(() -> service.beginOn(phone, new Installed(folder.toFile())));
        return service;
    }

    private static Path installed(String engine) throws Exception {
        Path folder = Files.createTempDirectory("bz-service");
        Path loader = Files.createDirectories(folder.resolve("native")).resolve("libmusl.so");
        Files.writeString(loader, engine);
        same(true, loader.toFile().setExecutable(true));
        Path assets = Files.createDirectories(folder.resolve("assets"));
        Files.writeString(assets.resolve("engine.sha256"), "one");
        pack(assets.resolve("engine.zip"));
        return folder;
    }

    /** In one piece: whoever reads it from a pipe closes that before the archive's end, which they have no need of. */
    private static void pack(Path to) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(packed)) {
            archive.putNextEntry(new ZipEntry("a.py"));
            archive.write("a".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(to, packed.toByteArray());
    }

    static void ended(PhoneService service) throws Exception {
        onMain(service::onDestroy);
    }

    static void onMain(Runnable work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        new Handler(Looper.getMainLooper()).post(() -> {
            work.run();
            done.countDown();
        });
        same(true, done.await(PATIENCE_MS, TimeUnit.MILLISECONDS));
    }

    static void until(String address) throws InterruptedException {
        until(() -> address.equals(PhoneService.pages()));
    }

    static void until(BooleanSupplier so) throws InterruptedException {
        for (int waited = 0; waited < PATIENCE_MS && !so.getAsBoolean(); waited += 10) {
            Thread.sleep(10);
        }
        same(true, so.getAsBoolean());
    }
}

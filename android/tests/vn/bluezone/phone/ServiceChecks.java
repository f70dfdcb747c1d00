package vn.bluezone.phone;

import static vn.bluezone.phone.Checks.same;
import static vn.bluezone.phone.Checks.tried;

import android.os.Handler;
import android.os.Looper;
import imitated.Installed;
import imitated.Phone;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the service makes of its engine's first words and of its end, with a script in the engine's place. */
final class ServiceChecks {
    private static final String SPEAKS = "#!/bin/sh\necho 'pages: http://127.0.0.1:1/a' >&2\nexec cat\n";
    private static final int PATIENCE_MS = 20000;

    private ServiceChecks() {}

    static void all() {
        tried("the pages are where the engine says", ServiceChecks::whereItSays);
    }

    private static void whereItSays() throws Exception {
        PhoneService service = begun(SPEAKS);

        until("http://127.0.0.1:1/a");
        ended(service);

        same(null, PhoneService.pages());
    }

    private static PhoneService begun(String engine) throws Exception {
        Path folder = Files.createTempDirectory("bz-service");
        Path loader = Files.createDirectories(folder.resolve("native")).resolve("libmusl.so");
        Files.writeString(loader, engine);
        same(true, loader.toFile().setExecutable(true));
        Path assets = Files.createDirectories(folder.resolve("assets"));
        Files.writeString(assets.resolve("engine.sha256"), "one");
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(assets.resolve("engine.zip")))) {
            archive.putNextEntry(new ZipEntry("a.py"));
            archive.write("a".getBytes(StandardCharsets.UTF_8));
        }
        Phone phone = Checks.phone();
        PhoneService service = new PhoneService();
        onMain(() -> service.beginOn(phone, new Installed(folder.toFile())));
        return service;
    }

    private static void ended(PhoneService service) throws Exception {
        onMain(service::onDestroy);
    }

    private static void onMain(Runnable work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        new Handler(Looper.getMainLooper()).post(() -> {
            work.run();
            done.countDown();
        });
        done.await();
    }

    private static void until(String address) throws InterruptedException {
        for (int waited = 0; waited < PATIENCE_MS && !address.equals(PhoneService.pages()); waited += 10) {
            Thread.sleep(10);
        }
        same(address, PhoneService.pages());
    }
}

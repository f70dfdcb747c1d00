package vn.bluezone.phone;

import android.app.Activity;
import android.app.Notification;
import android.app.Service;
import android.bluetooth.BluetoothManager;
import android.content.Intent;
import android.content.res.AssetManager;
import android.os.IBinder;
import imitated.Air;
import imitated.Phone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the application's plain parts promise, tried without a framework: a line for each, and an end at the first wrong. */
final class Checks {
    private static final Random CHANCE = new Random(20201127);

    private Checks() {}

    /** One promise. */
    interface Check {
        void run() throws Exception;
    }

    public static void main(String[] arguments) {
        tried("an order has a name, a token and its words", Checks::anOrderHasItsWords);
        tried("what is no order is passed over", Checks::whatIsNoOrderIsPassedOver);
        tried("any line is an order or none", Checks::anyLineIsAnOrderOrNone);
        tried("a notice's words come whole, and only such as can be read", Checks::wordsComeWhole);
        tried("an order is for the radio or for the screen", Checks::eachHasItsPlace);
        tried("bytes come back from their digits", Checks::bytesComeBack);
        tried("an endless line is passed over and fills no memory", Checks::anEndlessLine);
        tried("lines come whole, the last one only with its end", Checks::linesComeWhole);
        tried("an engine that goes on speaking is heard to its end", Checks::heardToItsEnd);
        tried("the engine is laid out once for each version", Checks::laidOutOnce);
        tried("a layout that was broken off is begun anew", Checks::brokenOff);
        tried("no name in the archive leads out of its folder", Checks::noNameLeadsOut);
        tried("all that is withheld is told, in one order", Checks::allThatIsWithheld);
        tried("only an Android that needs location is asked for it", Checks::whoNeedsLocation);
        tried("an application that is exempt is not saved", Checks::whoIsExempt);
        tried("what is withheld is said once, until it is another thing", Checks::saidOnce);
        tried("how often the phone was started is said where the system counts it", Checks::startsAreSaid);
        tried("a maker's name travels in small letters and figures", Checks::namesArePlain);
        tried("each Android is asked for what it knows", Checks::eachAndroidIsAsked);
        tried("an owner reads what for before the system asks", Checks::readsWhatFor);
        tried("the service is of the kind that this Android wants", Checks::theKindOfService);
        tried("a service that may not stand in the foreground is told so", Checks::whoMayStand);
        tried("a service that is begun again without its permission ends", Checks::begunWithoutPermission);
        tried("a phone that was switched on begins again, where it may", Checks::beginsAgain);
        PageChecks.all();
        KeyChecks.all();
        ServiceChecks.all();
        ViewChecks.all();
        tried("a name is looked up beside everything else, and too many at once are refused", Checks::namesBeside);
        tried("a notice stands until it is taken back, and a later one of its name takes its place", Checks::standsOnce);
        tried("what the owner forbids is not shown, and the engine is told", Checks::forbiddenIsTold);
        tried("a screen that is offered anew leaves what its owner chose and what stands there", Checks::offeredAnew);
    }

    private static void anOrderHasItsWords() {
        Order order = Order.read("advertise 7 000102030405060708090a0b 02f9");

        same("advertise", order.name);
        same(7L, order.token);
        same("02f9", Hex.write(order.bytes(1)));
        same("000102030405060708090a0b", Hex.write(order.bytes(0)));
        same(0, Order.read("answer 1 -").bytes(0).length);
    }

    private static void whatIsNoOrderIsPassedOver() {
        String[] wrong = {
            "", " ", "hush", "hush 1 2", "hush  1", "hush 01", "hush -1", "HUSH 1", "erase 1", "answer 1 0",
            "answer 1 " + "00".repeat(513), "read 1 40A1B2C3D4E5", "read 1 40a1b2c3d4", "advertise 1 00 -",
            "advertise 1 000102030405060708090a0b -7", "advertise 1 000102030405060708090a0b 02f9f9",
            "hush 12345678901234567", "resolve 1", "resolve 1 -", "resolve 1 Example.org", "resolve 1 .org", "resolve 1 a..", "resolve 1 a_b",
            "resolve 1 " + "n".repeat(254), "screen", "screen 1 2", "unshow 1", "unshow 1 News", "unshow 1 -", "unshow 1 " + "n".repeat(33),
            "show 1 news urgent 41", "show 1 news loud 41 41", "show 1 news urgent 4 41", "show 1 news urgent 41 4142 43",
            "show 1 news urgent c3 -", "show 1 news urgent ff 41", "show 1 news urgent 41 eda080",
            "show 1 news urgent " + "41".repeat(1601) + " -"
        };
        for (String line : wrong) {
            same(null, Order.read(line));
        }
    }

    private static void anyLineIsAnOrderOrNone() {
        String[] names = {
            "advertise", "hush", "answer", "read", "leave", "screen", "unshow", "resolve", "show 1 news urgent", "show 2 off plain 41",
            "nonsense", ""
        };
        String signs = "0123456789abcdef- xyz\u1eaf\t";
        for (int time = 0; time < 20000; time++) {
            StringBuilder line = new StringBuilder(names[CHANCE.nextInt(names.length)]).append(' ');
            for (int length = CHANCE.nextInt(60); length > 0; length--) {
                line.append(signs.charAt(CHANCE.nextInt(signs.length())));
            }
            Order order = Order.read(line.toString());
            same(true, order == null || line.toString().startsWith(order.name + " " + order.token));
        }
    }

    private static void wordsComeWhole() {
        String title = "Có tin dành cho bạn \ud83d\udd14";
        Order order = Order.read("show 3 news urgent " + hex(title) + " -");

        same("news", order.word(0));
        same("urgent", order.word(1));
        same(title, order.text(2));
        same("", order.text(3));
        String longest = "\ud83d\udd14".repeat(400);
        String line = "show 9007199254740991 " + "n".repeat(32) + " urgent " + hex(longest) + " " + hex(longest);
        same(true, line.length() <= Order.MAX_BYTES);
        same(longest, Order.read(line).text(3));
    }

    private static void eachHasItsPlace() {
        for (String line : new String[] {"show 1 news urgent 41 -", "unshow 1 news", "screen 1"}) {
            same(true, Screen.takes(Order.read(line)));
        }
        for (String line : new String[] {"hush 1", "serve 1", "answer 1 -", "close 1"}) {
            same(false, Screen.takes(Order.read(line)));
        }
    }

    private static void bytesComeBack() {
        for (int time = 0; time < 1000; time++) {
            byte[] bytes = new byte[1 + CHANCE.nextInt(512)];
            CHANCE.nextBytes(bytes);
            same(true, Arrays.equals(bytes, Hex.read(Hex.write(bytes))));
        }
        same("-", Hex.write(new byte[0]));
        same("40a1b2c3d4e5", Hex.address("40:A1:B2:C3:D4:E5"));
    }

    private static void anEndlessLine() throws IOException {
        Lines lines = lines("x".repeat(5_000_000) + "\nhush 1\n");

        same("hush 1", lines.next());
        same(null, lines.next());
    }

    private static void linesComeWhole() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Lines lines = new Lines(new ByteArrayInputStream("hush 1\n\nhush 2".getBytes(StandardCharsets.US_ASCII)), said);

        same("hush 1", lines.next());
        same("", lines.next());
        same(null, lines.next());
        lines.say("done 1");
        same("done 1\n", said.toString("US-ASCII"));
    }

    private static void heardToItsEnd() throws IOException {
        String elsewhere = "pages: https://example.org/\nx pages: http://127.0.0.1:9/\n"
                + "pages: http://127.0.0.1.example.org/\npages: http://127.0.0.1:1@example.org/\n";
        String said = "device ready\n" + elsewhere + "pages: http://127.0.0.1:8765/\n"
                + "device: news fails and is tried again\n".repeat(9999);
        ByteArrayInputStream speaking = new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8));
        List<String> pages = new ArrayList<>();

        Engine.hear(speaking, pages::add);

        same(Arrays.asList("http://127.0.0.1:8765/"), pages);
        same(0, speaking.available());
    }

    private static void laidOutOnce() throws IOException {
        Path home = Files.createTempDirectory("bz-layout");
        Layout layout = layout(home, "one", "lib/a.py", "first");
        File python = layout.python();
        same("first", Files.readString(python.toPath().resolve("lib/a.py")));

        Files.writeString(python.toPath().resolve("lib/a.py"), "kept");
        same("kept", Files.readString(layout.python().toPath().resolve("lib/a.py")));

        layout(home, "two", "lib/b.py", "second").python();
        same(false, Files.exists(python.toPath().resolve("lib/a.py")));
        same("second", Files.readString(python.toPath().resolve("lib/b.py")));
    }

    private static void brokenOff() throws IOException {
        Path home = Files.createTempDirectory("bz-layout");
        Files.createDirectories(home.resolve("python/lib"));
        Files.writeString(home.resolve("python/lib/half.py"), "half");

        layout(home, "one", "lib/a.py", "whole").python();

        same(false, Files.exists(home.resolve("python/lib/half.py")));
        same("whole", Files.readString(home.resolve("python/lib/a.py")));
    }

    private static void noNameLeadsOut() throws IOException {
        Path home = Files.createTempDirectory("bz-layout");
        try {
            layout(home, "one", "../../outside.py", "stranger").python();
        } catch (IOException refused) {
            same(false, Files.exists(home.resolve("../outside.py")));
            return;
        }
        throw new AssertionError("a name that leads out was followed");
    }

    private static void allThatIsWithheld() {
        Phone phone = phone();
        same("-", Withheld.now(new Imitated(phone), 30));

        for (String one : new String[] {"saver", "background", "location"}) {
            phone.withhold(one, true);
        }
        phone.permit(false);

        same("permission+location+background+saver", Withheld.now(new Imitated(phone), 30));
    }

    private static void whoNeedsLocation() {
        Phone phone = phone();
        phone.withhold("location", true);

        same("location", Withheld.now(new Imitated(phone), 30));
        same("-", Withheld.now(new Imitated(phone), 31));
    }

    private static void whoIsExempt() {
        Phone phone = phone();
        phone.withhold("saver", true);
        same("saver", Withheld.now(new Imitated(phone), 35));

        phone.withhold("nothing of the saver", true);

        same("-", Withheld.now(new Imitated(phone), 35));
    }

    private static void saidOnce() throws IOException {
        Phone phone = phone();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Lines lines = new Lines(new ByteArrayInputStream(new byte[0]), said);
        Radio radio = new Radio(new Imitated(phone), new BluetoothManager(phone), lines);

        radio.look();
        radio.look();
        phone.withhold("background", true);
        radio.look();
        radio.look();

        same("withheld -\nwithheld background\n", said.toString("US-ASCII"));
    }

    private static void startsAreSaid() throws IOException {
        Phone phone = phone();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Lines lines = new Lines(new ByteArrayInputStream(new byte[0]), said);
        Radio radio = new Radio(new Imitated(phone), new BluetoothManager(phone), lines);

        radio.introduce();
        same(false, said.toString("US-ASCII").contains("boot"));
        phone.restart();
        radio.introduce();

        same(true, said.toString("US-ASCII").contains("boot 2\n"));
    }

    private static void namesArePlain() {
        same("hmdglobal", Radio.plain("HMD Global"));
        same("iqoo", Radio.plain("iQOO"));
        same("-", Radio.plain(" \u1eae\n"));
        same("-", Radio.plain(null));
        same("x".repeat(32), Radio.plain("X".repeat(33)));
    }

    static Phone phone() {
        return new Air(1000).place(0);
    }

    private static void eachAndroidIsAsked() {
        List<String> asked = new ArrayList<>(Arrays.asList(Permissions.asked()));

        same(4, asked.size());
        same(false, asked.contains("android.permission.ACCESS_FINE_LOCATION"));
    }

    private static void readsWhatFor() {
        Phone phone = phone();
        phone.permit(false);
        Activity pages = new Activity();
        pages.standOn(phone);

        Permissions.ask(pages, 7);
        same("text " + R.string.asks, pages.questions().get(0).asking());
        pages.questions().get(0).press(false);
        same("[]", pages.asked().toString());
        pages.questions().get(0).press(true);
        same("[7 " + String.join(" ", Permissions.asked()) + "]", pages.asked().toString());

        phone.permit(true);
        Permissions.ask(pages, 8);

        same(1, pages.questions().size());
        same(2, pages.asked().size()); // of notices an owner who allows the rest may still be asked
    }

    private static void theKindOfService() {
        same(16 | 8, Foreground.kind(30));
        same(16, Foreground.kind(31));
        same(16, Foreground.kind(35));
    }

    private static void whoMayStand() {
        Phone phone = phone();
        Service service = new Idle();
        service.beginOn(phone);
        same(true, Foreground.begins(service, new Notification()));

        phone.withhold("foreground", true);
        same(false, Foreground.begins(service, new Notification()));

        phone.withhold("foreground", false);
        phone.permit(false);
        same(false, Foreground.begins(service, new Notification()));
    }

    private static void begunWithoutPermission() {
        Phone phone = phone();
        phone.permit(false);
        PhoneService service = new PhoneService();

        service.beginOn(phone);

        same(true, service.isOver());
        same(null, PhoneService.pages());
        same("[stopped 2]", phone.shade().standing().keySet().toString());
    }

    private static void beginsAgain() {
        Phone phone = phone();
        Imitated application = new Imitated(phone);

        new BootReceiver().onReceive(application, new Intent("android.intent.action.BOOT_COMPLETED"));
        same("[" + PhoneService.class + "]", application.begun.toString());

        phone.withhold("foreground", true);
        new BootReceiver().onReceive(application, new Intent("android.intent.action.BOOT_COMPLETED"));
        same("text " + R.string.stopped_title, phone.shade().standing().get("stopped 2").title());
        phone.withhold("foreground", false);
        phone.permit(false);
        new BootReceiver().onReceive(application, new Intent("android.intent.action.BOOT_COMPLETED"));

        same(1, application.begun.size());
    }

    private static void standsOnce() throws IOException {
        Phone phone = phone();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Screen screen = screen(phone, said);

        tell(screen, "screen 1", "show 2 news urgent 41 42", "show 3 off plain 43 -", "show 4 news urgent 44 45");
        same("[news 2, off 2]", phone.shade().standing().keySet().toString());
        Notification news = phone.shade().standing().get("news 2");
        same("told-urgent D E E", String.join(" ", news.channel(), news.title(), news.text(), news.bigText()));
        same(PagesActivity.class, news.tapped().opened().to());
        same(true, news.goesWhenTapped());
        same("told", phone.shade().standing().get("off 2").channel());
        tell(screen, "unshow 5 news", "unshow 6 nothing");

        same("[off 2]", phone.shade().standing().keySet().toString());
        same("done 1\ndone 2\ndone 3\ndone 4\ndone 5\ndone 6\n", said.toString("US-ASCII"));
    }

    private static void forbiddenIsTold() throws IOException {
        Phone phone = phone();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Screen screen = screen(phone, said);

        phone.withhold("notices", true);
        tell(screen, "screen 1", "show 2 news urgent 41 -");
        phone.withhold("notices", false);
        phone.withhold("channel:told", true);
        tell(screen, "screen 3", "show 4 off plain 41 -", "show 5 news urgent 41 -");
        phone.withhold("channel:told-urgent", true);
        tell(screen, "screen 6", "show 7 other urgent 41 -");

        same(
                "failed 1 forbidden\nfailed 2 forbidden\ndone 3\nfailed 4 forbidden\ndone 5\nfailed 6 forbidden\n"
                        + "failed 7 forbidden\n",
                said.toString("US-ASCII"));
        same("[news 2]", phone.shade().standing().keySet().toString());
    }

    private static void offeredAnew() throws IOException {
        Phone phone = phone();
        tell(screen(phone, new ByteArrayOutputStream()), "show 1 news urgent 41 -", "show 2 off plain 42 -");
        phone.withhold("channel:told", true);
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        Screen anew = screen(phone, said);
        tell(anew, "unshow 1 news", "show 2 off plain 43 -");

        same("[off 2]", phone.shade().standing().keySet().toString());
        same("B", phone.shade().standing().get("off 2").title());
        same("done 1\nfailed 2 forbidden\n", said.toString("US-ASCII"));
    }

    private static void namesBeside() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch looking = new CountDownLatch(Names.MAX_AT_ONCE);
        Names names = new Names(new Lines(new ByteArrayInputStream(new byte[0]), said), host -> {
            looking.countDown();
            try {
                answered.await();
            } catch (InterruptedException gone) {
                throw new UnknownHostException(host);
            }
            if (host.equals("nowhere.example")) {
                throw new UnknownHostException(host);
            }
            byte[] one = {(byte) 192, 0, 2, 1};
            InetAddress[] all = new InetAddress[9];
            Arrays.fill(all, InetAddress.getByAddress(one));
            all[1] = InetAddress.getByAddress(new byte[16]);
            return all;
        });

        for (int token = 1; token < Names.MAX_AT_ONCE; token++) {
            names.obey(Order.read("resolve " + token + " nowhere.example"));
        }
        names.obey(Order.read("resolve 8 exchange.example"));
        looking.await();
        names.obey(Order.read("resolve 9 exchange.example"));
        same("failed 9 busy\n", said.toString("US-ASCII"));
        answered.countDown();

        for (int time = 0; time < 1000 && said.toString("US-ASCII").split("\n").length < 5; time++) {
            Thread.sleep(10);
        }
        String all = said.toString("US-ASCII");
        same(true, all.contains("resolved 8 c0000201+" + "0".repeat(32) + "+c0000201+"));
        same(8, all.split("resolved 8 ")[1].split("\n")[0].split("\\+").length);
        same(true, all.contains("failed 1 unknown\n") && all.contains("failed 3 unknown\n"));
        names.obey(Order.read("resolve 10 nowhere.example"));
    }

    private static Screen screen(Phone phone, ByteArrayOutputStream said) {
        return new Screen(new Imitated(phone), new Lines(new ByteArrayInputStream(new byte[0]), said));
    }

    private static void tell(Screen screen, String... lines) {
        for (String line : lines) {
            screen.obey(Order.read(line));
        }
    }

    private static String hex(String text) {
        return Hex.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A service that does nothing. */
    private static final class Idle extends Service {
        @Override
        public void onCreate() {}

        @Override
        public IBinder onBind(Intent by) {
            return null;
        }
    }

    private static Layout layout(Path home, String version, String name, String text) throws IOException {
        Path assets = Files.createTempDirectory("bz-assets");
        Files.writeString(assets.resolve("engine.sha256"), version);
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(assets.resolve("engine.zip")))) {
            archive.putNextEntry(new ZipEntry(name));
            archive.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return new Layout(new AssetManager(assets.toFile()), home.toFile());
    }

    private static Lines lines(String text) {
        return new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), new ByteArrayOutputStream());
    }

    static void same(Object expected, Object actual) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", not " + actual);
        }
    }

    static void tried(String promise, Check check) {
        try {
            check.run();
        } catch (Exception | AssertionError wrong) {
            wrong.printStackTrace();
            System.exit(1); // whatever a check has begun ends with it
        }
        System.out.println("tried " + promise);
    }
}

package vn.bluezone.phone;

import static vn.bluezone.phone.Checks.same;
import static vn.bluezone.phone.Checks.tried;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.webkit.PermissionRequest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import imitated.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** What the owner's pages may ask of the phone, and nobody else: files and the camera. */
final class PageChecks {
    private static final String PLACE = "http://127.0.0.1:8765";
    private static final String PAGES = PLACE + "/0123456789abcdef0123456789abcdef/?key=secret";
    private static final String PAGE = PLACE + "/0123456789abcdef0123456789abcdef/";
    private static final String VIDEO = PermissionRequest.RESOURCE_VIDEO_CAPTURE;

    private PageChecks() {}

    static void all() {
        tried("our own pages are told from all others", PageChecks::ourOwn);
        tried("our pages look through the camera once their owner allows it", PageChecks::lookOnceAllowed);
        tried("an owner who says no is not looked at, and is asked at the next press", PageChecks::saidNo);
        tried("nobody else looks, and nobody hears", PageChecks::nobodyElse);
        tried("a page is handed the document that its owner chose, or none", PageChecks::handed);
        tried("a page is never handed a path into our own folder", PageChecks::neverAPath);
        tried("a file of our pages is written whole where its owner wants it", PageChecks::writtenWhole);
        tried("a file that cannot be fetched leaves nothing behind", PageChecks::nothingBehind);
        tried("a file is never kept under a path into our own folder", PageChecks::neverKeptUnderAPath);
        tried("a document that waits for a file nobody knows any more is taken away", PageChecks::nobodyKnowsAnyMore);
        tried("whoever taps twice is asked once where a file is kept", PageChecks::askedOnce);
        tried("no file of our pages goes by a proxy of the network", PageChecks::byNoProxy);
        tried("a file of anybody else is not kept", PageChecks::ofNobodyElse);
        tried("a file has the plain name that its page gives it", PageChecks::plainNames);
    }

    private static void ourOwn() {
        for (String address : new String[] {PLACE, PLACE + "/", PAGES, PLACE + "/static/app.js"}) {
            same(true, Ours.place(address, PAGES));
        }
        String[] others = {
            "http://127.0.0.1:87651/", "http://127.0.0.1/", "https://127.0.0.1:8765/", "http://127.0.0.1:8765.example.org/",
            "http://127.0.0.1:8765@example.org/", "http://localhost:8765/", "data:text/html,x", "", "null"
        };
        for (String address : others) {
            same(false, Ours.place(address, PAGES));
            same(false, Ours.page(address, PAGES));
        }
        same(false, Ours.place(PLACE, null));
        same(true, Ours.page(PAGE + "moved/file", PAGES));
        same(false, Ours.page(PLACE + "/static/app.js", PAGES));
        same(false, Ours.page(PLACE + "/ffffffffffffffffffffffffffffffff/moved/file", PAGES));
        same(false, Ours.page(PLACE + "/other/?like=" + PAGE, PAGES));
        same(false, Ours.page(PAGE, null));
    }

    private static void lookOnceAllowed() {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        Camera camera = new Camera(pages);
        phone.withhold("camera", true);
        Asking first = new Asking(PLACE + "/", VIDEO);

        camera.wanted(first, PAGES);
        same("[]", first.answers.toString());
        same("[2 android.permission.CAMERA]", pages.asked().toString());
        phone.withhold("camera", false);
        camera.answered();
        Asking second = new Asking(PLACE, VIDEO);
        camera.wanted(second, PAGES);

        same("[granted " + VIDEO + "]", first.answers.toString());
        same("[granted " + VIDEO + "]", second.answers.toString());
        same(1, pages.asked().size());
    }

    private static void saidNo() {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        Camera camera = new Camera(pages);
        phone.withhold("camera", true);
        Asking first = new Asking(PLACE, VIDEO);
        Asking left = new Asking(PLACE, VIDEO);
        Asking again = new Asking(PLACE, VIDEO);

        camera.wanted(first, PAGES);
        camera.answered();
        camera.wanted(left, PAGES);
        camera.withdrawn(left);
        camera.answered();
        camera.wanted(again, PAGES);
        camera.wanted(new Asking(PLACE, VIDEO), PAGES);

        same("[denied]", first.answers.toString());
        same("[]", left.answers.toString());
        same("[denied]", again.answers.toString());
        same(4, pages.asked().size());
    }

    private static void nobodyElse() {
        Activity pages = pages(Checks.phone());
        Camera camera = new Camera(pages);
        String sound = "android.webkit.resource.AUDIO_CAPTURE";
        Asking[] others = {
            new Asking("https://example.org/", VIDEO), new Asking("http://127.0.0.1:9999/", VIDEO),
            new Asking(PLACE, sound), new Asking(PLACE, VIDEO, sound), new Asking(PLACE)
        };
        for (Asking one : others) {
            camera.wanted(one, PAGES);
            same("[denied]", one.answers.toString());
        }
        Asking early = new Asking(PLACE, VIDEO);
        camera.wanted(early, null);

        same("[denied]", early.answers.toString());
        same(0, pages.asked().size());
    }

    private static void handed() {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        Files files = new Files(pages);
        List<String> handed = new ArrayList<>();

        files.take(given -> handed.add(Arrays.toString(given)));
        files.chosen(Files.TAKEN, Activity.RESULT_OK, choice("content://others/7"));
        files.chosen(Files.TAKEN, Activity.RESULT_OK, choice("content://others/8"));
        files.take(given -> handed.add(Arrays.toString(given)));
        files.chosen(Files.TAKEN, 0, null);
        files.take(given -> handed.add("left " + Arrays.toString(given)));
        files.take(given -> handed.add(Arrays.toString(given)));
        files.chosen(Files.TAKEN, Activity.RESULT_OK, choice(null));
        phone.withhold("choosing", true);
        files.take(given -> handed.add(Arrays.toString(given)));

        same("[[content://others/7], null, left null, null, null]", handed.toString());
        same("3 android.intent.action.GET_CONTENT */* android.intent.category.OPENABLE", pages.asked().get(0));
    }

    private static void neverAPath() {
        Files files = new Files(pages(Checks.phone()));
        List<String> handed = new ArrayList<>();
        for (String path : new String[] {"file:///data/data/vn.bluezone.phone/files/phone/store.key", "/data/x", "http://a/b"}) {
            files.take(given -> handed.add(Arrays.toString(given)));
            files.chosen(Files.TAKEN, Activity.RESULT_OK, choice(path));
        }

        same("[null, null, null]", handed.toString());
    }

    private static void writtenWhole() throws Exception {
        byte[] whole = new byte[300_000];
        new Random(1).nextBytes(whole);
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        HttpServer engine = engine(asked -> answer(asked, "bluezone-1=key".equals(cookieOf(asked)) ? 200 : 403, whole));
        String at = "http://127.0.0.1:" + engine.getAddress().getPort() + "/path/";

        keepsAt(new Files(pages), at, "content://others/new");
        said(pages, 2);
        engine.stop(0);

        same(true, Arrays.equals(whole, phone.documents().written(new Written("content://others/new"))));
        same(
                "4 android.intent.action.CREATE_DOCUMENT application/json android.intent.extra.TITLE=mine.json"
                        + " android.intent.category.OPENABLE",
                pages.asked().get(0));
        same("said " + R.string.kept, pages.asked().get(1));
    }

    private static void nothingBehind() throws Exception {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        HttpServer engine = engine(asked -> {
            if (asked.getRequestURI().getPath().contains("half")) {
                asked.sendResponseHeaders(200, 9_000);
                asked.getResponseBody().write(new byte[100]);
                asked.close();
            } else if (asked.getRequestURI().getPath().contains("moved")) {
                asked.getResponseHeaders().add("Location", "/elsewhere");
                answer(asked, 303, new byte[10]);
            } else {
                answer(asked, asked.getRequestURI().getPath().equals("/elsewhere") ? 200 : 404, new byte[10]);
            }
        });
        String at = "http://127.0.0.1:" + engine.getAddress().getPort() + "/";

        Files files = new Files(pages);
        int lines = 0;
        for (String path : new String[] {"half/", "moved/", "gone/"}) {
            Uri place = new Written("content://others/" + path);
            phone.documents().make(place);
            keepsAt(files, at + path, place.toString());
            lines += 2;
            said(pages, lines);
            same("said " + R.string.not_kept, pages.asked().get(lines - 1));
            same(null, phone.documents().written(place));
        }
        engine.stop(0);
        keepsAt(files, at + "path/", "content://others/never");
        said(pages, lines + 2);
        same(null, phone.documents().written(new Written("content://others/never")));
    }

    private static void neverKeptUnderAPath() throws Exception {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        HttpServer engine = engine(asked -> answer(asked, 200, new byte[10]));
        String at = "http://127.0.0.1:" + engine.getAddress().getPort() + "/path/";
        Uri path = new Written("file:///data/data/vn.bluezone.phone/files/phone/phone.store");
        phone.documents().make(path);

        keepsAt(new Files(pages), at, path.toString());
        said(pages, 2);
        engine.stop(0);

        same("said " + R.string.not_kept, pages.asked().get(1));
        same(0, phone.documents().written(path).length);
    }

    private static void nobodyKnowsAnyMore() throws Exception {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        Uri empty = new Written("content://others/empty");
        phone.documents().make(empty);

        new Files(pages).chosen(Files.PLACED, Activity.RESULT_OK, choice(empty.toString()));
        said(pages, 1);

        same("said " + R.string.not_kept, pages.asked().get(0));
        same(null, phone.documents().written(empty));
    }

    private static void askedOnce() throws Exception {
        Activity pages = pages(Checks.phone());
        Files files = new Files(pages);

        files.keep(PAGE + "a.json", "attachment", "application/json", PAGES);
        files.keep(PAGE + "a.json", "attachment", "application/json", PAGES);
        same(1, pages.asked().size());
        files.chosen(Files.PLACED, 0, null);
        files.keep(PAGE + "a.json", "attachment", "application/json", PAGES);

        same(2, pages.asked().size());
    }

    private static void byNoProxy() throws Exception {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        AtomicInteger seen = new AtomicInteger();
        HttpServer proxy = engine(asked -> answer(asked, 200, new byte[seen.incrementAndGet()]));
        HttpServer engine = engine(asked -> answer(asked, 200, new byte[10]));
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(proxy.getAddress().getPort()));
        System.setProperty("http.nonProxyHosts", "");

        keepsAt(new Files(pages), "http://127.0.0.1:" + engine.getAddress().getPort() + "/path/", "content://others/new");
        said(pages, 2);
        System.clearProperty("http.proxyHost");
        engine.stop(0);
        proxy.stop(0);

        same(0, seen.get());
        same(10, phone.documents().written(new Written("content://others/new")).length);
    }

    private static void ofNobodyElse() throws Exception {
        Phone phone = Checks.phone();
        Activity pages = pages(phone);
        Files files = new Files(pages);

        files.keep("https://example.org/a.apk", "attachment", "application/octet-stream", PAGES);
        files.keep(PLACE + "/other/a.json", "attachment", "application/json", PAGES);
        files.keep(PAGE + "a.json", "attachment", "application/json", null);
        same("[]", pages.asked().toString());

        files.keep(PAGE + "a.json", "attachment", "application/json", PAGES);
        files.chosen(Files.PLACED, 0, null);
        phone.withhold("choosing", true);
        files.keep(PAGE + "a.json", "attachment", "", PAGES);

        same(2, pages.asked().size());
        same(true, pages.asked().get(1).startsWith("said "));
    }

    private static void plainNames() {
        same("bluezone.json", Fetched.name("attachment; filename=\"bluezone.json\""));
        String[] others = {
            null, "", "attachment", "attachment; filename=\"../../x\"", "attachment; filename=\".hidden\"",
            "attachment; filename=\"\"", "attachment; filename=\"a b\"", "attachment; filename=\"" + "x".repeat(81) + "\""
        };
        for (String one : others) {
            same("bluezone", Fetched.name(one));
        }
    }

    /** The owner lets a file of pages at this address be kept there. */
    private static void keepsAt(Files files, String pages, String place) {
        files.keep(pages + "mine", "attachment; filename=\"mine.json\"", "application/json", pages + "?key=secret");
        files.chosen(Files.PLACED, Activity.RESULT_OK, choice(place));
    }

    /** Waits until so many lines were asked or said. */
    private static void said(Activity pages, int lines) throws InterruptedException {
        for (int time = 0; time < 1000 && pages.asked().size() < lines; time++) {
            Thread.sleep(10);
        }
        same(lines, pages.asked().size());
    }

    private interface Answering {
        void answer(HttpExchange asked) throws IOException;
    }

    private static HttpServer engine(Answering how) throws IOException {
        HttpServer engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", how::answer);
        engine.start();
        return engine;
    }

    private static void answer(HttpExchange asked, int status, byte[] body) throws IOException {
        asked.sendResponseHeaders(status, body.length);
        asked.getResponseBody().write(body);
        asked.close();
    }

    private static String cookieOf(HttpExchange asked) {
        return asked.getRequestHeaders().getFirst("Cookie");
    }

    private static Activity pages(Phone phone) {
        Activity pages = new Activity();
        pages.standOn(phone);
        return pages;
    }

    private static Intent choice(String address) {
        return new Intent("", address == null ? null : new Written(address));
    }

    /** An address as somebody wrote it. */
    static final class Written extends Uri {
        private final String address;

        Written(String address) {
            this.address = address;
        }

        @Override
        public String getScheme() {
            int colon = address.indexOf(':');
            return colon < 0 ? null : address.substring(0, colon);
        }

        @Override
        public String toString() {
            return address;
        }
    }

    /** A page that asks to look, or more. */
    private static final class Asking extends PermissionRequest {
        final List<String> answers = new ArrayList<>();
        private final Uri origin;
        private final String[] resources;

        Asking(String origin, String... resources) {
            this.origin = new Written(origin);
            this.resources = resources;
        }

        @Override
        public Uri getOrigin() {
            return origin;
        }

        @Override
        public String[] getResources() {
            return resources;
        }

        @Override
        public void grant(String[] given) {
            answers.add("granted " + String.join(" ", given));
        }

        @Override
        public void deny() {
            answers.add("denied");
        }
    }
}

package vn.bluezone.phone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that a page of ours hands out, fetched as the page itself would: with its cookie, and from there alone. */
final class Fetched {
    private static final int PATIENCE_MS = 30000;
    private static final int OK = 200;
    private static final String NAMELESS = "bluezone";
    private static final Pattern NAMED = Pattern.compile("filename=\"([A-Za-z0-9][A-Za-z0-9._-]{0,79})\"");

    private Fetched() {}

    /** Where it goes, opened once there is something to go there. */
    interface Opening {
        OutputStream open() throws IOException;
    }

    /** The name that the page gives it; any other than a plain one counts as none. */
    static String name(String disposition) {
        Matcher named = NAMED.matcher(disposition == null ? "" : disposition);
        return named.find() ? named.group(1) : NAMELESS;
    }

    /** Copies it whole, or fails. */
    static void copy(String address, String cookie, Opening to) throws IOException {
        // A network's proxy would be handed the pages' path and key, and the file.
        HttpURLConnection asked = (HttpURLConnection) new URL(address).openConnection(Proxy.NO_PROXY);
        asked.setInstanceFollowRedirects(false);
        asked.setConnectTimeout(PATIENCE_MS);
        asked.setReadTimeout(PATIENCE_MS);
        asked.setRequestProperty("Accept-Encoding", "identity"); // so that its length is said
        if (cookie != null) {
            asked.setRequestProperty("Cookie", cookie);
        }
        try {
            if (asked.getResponseCode() != OK) {
                throw new IOException("answered with " + asked.getResponseCode());
            }
            long length = pour(asked.getInputStream(), to);
            if (asked.getContentLengthLong() >= 0 && asked.getContentLengthLong() != length) {
                throw new IOException("broken off");
            }
        } finally {
            asked.disconnect();
        }
    }

    private static long pour(InputStream from, Opening to) throws IOException {
        try (InputStream said = from;
                OutputStream kept = to.open()) {
            if (kept == null) {
                throw new IOException("nobody keeps it");
            }
            byte[] some = new byte[16384];
            long all = 0;
            for (int length = said.read(some); length >= 0; length = said.read(some)) {
                kept.write(some, 0, length);
                all += length;
            }
            return all;
        }
    }
}

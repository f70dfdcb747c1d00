package vn.bluezone.phone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The pipe to the engine: whole lines, one at a time, each of a bounded length. */
final class Lines {
    private final InputStream from;
    private final OutputStream to;

    Lines(InputStream from, OutputStream to) {
        this.from = from;
        this.to = to;
    }

    /** Says one line. An engine that is gone hears nothing; whoever reads from it learns that. */
    synchronized void say(String line) {
        try {
            to.write((line + "\n").getBytes("US-ASCII"));
            to.flush();
        } catch (IOException gone) {
            return;
        }
    }

    /** The next line without its end, null once there is none. What is longer than an order is passed over. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = from.read(); read >= 0; read = from.read()) {
            if (read == '\n') {
                if (line.length() <= Order.MAX_BYTES) {
                    return line.toString();
                }
                line.setLength(0);
            } else if (line.length() <= Order.MAX_BYTES) {
                line.append((char) read);
            }
        }
        return null;
    }
}

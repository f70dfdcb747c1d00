package vn.bluezone.phone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;

/** Looks up the addresses of hosts for the engine, as this phone does for every application; the radio does not wait. */
final class Names {
    static final int MAX_AT_ONCE = 4;
    private static final int MAX_ADDRESSES = 8;

    private final Lines engine;
    private final Book book;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    /** Who knows names. */
    interface Book {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    Names(Lines engine, Book book) {
        this.engine = engine;
        this.book = book;
    }

    /** Carries out one order of the engine, in its own time; too many at once are refused. */
    void obey(Order order) {
        if (!places.tryAcquire()) {
            engine.say("failed " + order.token + " busy");
            return;
        }
        new Thread(() -> lookUp(order), "names").start();
    }

    private void lookUp(Order order) {
        try {
            InetAddress[] found = book.addresses(order.word(0));
            places.release();
            engine.say("resolved " + order.token + " " + written(found));
        } catch (UnknownHostException | SecurityException unknown) {
            places.release();
            engine.say("failed " + order.token + " unknown");
        }
    }

    private static String written(InetAddress[] addresses) {
        StringJoiner all = new StringJoiner("+");
        for (int at = 0; at < addresses.length && at < MAX_ADDRESSES; at++) {
            all.add(Hex.write(addresses[at].getAddress()));
        }
        return all.toString();
    }
}

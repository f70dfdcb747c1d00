package android.content;

import android.net.Uri;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Imitated: documents that other applications keep, by address. */
public class ContentResolver {
    private final Map<String, ByteArrayOutputStream> kept = new ConcurrentHashMap<>();

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** The system has counted something as often. */
    public final void count(String what, int times) {
        counts.put(what, times);
    }

    public final int counted(String what, int none) {
        return counts.getOrDefault(what, none);
    }

    /** What was written there; null where nothing is. */
    public final byte[] written(Uri document) {
        ByteArrayOutputStream there = kept.get(document.toString());
        return there == null ? null : there.toByteArray();
    }

    /** Somebody has made an empty document there. */
    public final void make(Uri document) {
        kept.put(document.toString(), new ByteArrayOutputStream());
    }

    /** Whether there was one. */
    public final boolean take(Uri document) {
        return kept.remove(document.toString()) != null;
    }

    public final OutputStream openOutputStream(Uri document, String how) {
        if (how.contains("t")) {
            make(document);
        }
        return kept.get(document.toString());
    }
}

package vn.bluezone.phone;

import android.content.res.AssetManager;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Lays the engine's Python out in the application's folder, once for each version, whole or not at all. */
final class Layout {
    private static final String ARCHIVE = "engine.zip";
    private static final String VERSION = "engine.sha256";
    private static final int MAX_VERSION_BYTES = 64;

    private static boolean doubted;

    private final AssetManager assets;
    private final File home;

    Layout(AssetManager assets, File home) {
        this.assets = assets;
        this.home = home;
    }

    /** The folder of the engine's Python. Of two services that follow one another, one waits for the other. */
    File python() throws IOException {
        synchronized (Layout.class) {
            return laidOutOnce();
        }
    }

    /** Has the next start look whether the engine is whole, and lay it out anew if not: of files that were written shortly
     * before the power failed, some can be empty although the version, which was written last, is there. What is whole
     * stays: on a phone without room nothing could take its place. */
    static void doubt() {
        synchronized (Layout.class) {
            doubted = true;
        }
    }

    private File laidOutOnce() throws IOException {
        File python = new File(home, "python");
        String wanted;
        try (InputStream version = assets.open(VERSION)) {
            wanted = text(version);
        }
        boolean isWhole = wanted.equals(laidOut(python)) && (!doubted || isWhole(python));
        doubted = false;
        if (!isWhole) {
            erase(new File(python, VERSION)); // first: whoever is ended in the middle begins anew
            erase(python);
            layOut(python);
            write(wanted, new File(python, VERSION)); // last: without it the folder is laid out anew
        }
        return python;
    }

    private static String laidOut(File python) throws IOException {
        File version = new File(python, VERSION);
        if (!version.isFile()) {
            return "";
        }
        try (InputStream written = new FileInputStream(version)) {
            return text(written);
        }
    }

    /** Whether each file is there, as long as it should be. */
    private boolean isWhole(File python) throws IOException {
        try (ZipInputStream archive = new ZipInputStream(assets.open(ARCHIVE))) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (!entry.isDirectory() && new File(python, entry.getName()).length() != length(archive)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void layOut(File python) throws IOException {
        String inside = python.getCanonicalPath() + File.separator;
        try (ZipInputStream archive = new ZipInputStream(assets.open(ARCHIVE))) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                File file = new File(python, entry.getName());
                if (!file.getCanonicalPath().startsWith(inside)) {
                    throw new IOException("a name in the archive leads out of it");
                }
                if (!entry.isDirectory()) {
                    require(file.getParentFile().isDirectory() || file.getParentFile().mkdirs());
                    try (OutputStream written = new FileOutputStream(file)) {
                        pour(archive, written);
                    }
                }
            }
        }
    }

    private static void erase(File what) throws IOException {
        File[] inside = what.listFiles();
        if (inside != null) {
            for (File one : inside) {
                erase(one);
            }
        }
        require(!what.exists() || what.delete());
    }

    private static void write(String text, File file) throws IOException {
        try (OutputStream written = new FileOutputStream(file)) {
            written.write(text.getBytes("US-ASCII"));
        }
    }

    private static String text(InputStream from) throws IOException {
        byte[] bytes = new byte[MAX_VERSION_BYTES];
        int length = 0;
        for (int read = from.read(bytes); read > 0; read = from.read(bytes, length, bytes.length - length)) {
            length += read;
        }
        return new String(bytes, 0, length, "US-ASCII");
    }

    private static void pour(InputStream from, OutputStream to) throws IOException {
        byte[] some = new byte[65536];
        for (int read = from.read(some); read >= 0; read = from.read(some)) {
            to.write(some, 0, read);
        }
    }

    private static long length(InputStream from) throws IOException {
        byte[] some = new byte[65536];
        long length = 0;
        for (int read = from.read(some); read >= 0; read = from.read(some)) {
            length += read;
        }
        return length;
    }

    private static void require(boolean done) throws IOException {
        if (!done) {
            throw new IOException("the engine's folder cannot be laid out");
        }
    }
}

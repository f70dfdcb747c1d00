package vn.bluezone.phone;

import android.content.Context;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The engine: a Python process of our own, and the pipe to it. What it decides and keeps is its own business. */
final class Engine {
    private static final int PORT = 8765;
    private static final String PAGES = "pages: ";

    final Lines lines;
    private final Process process;

    private Engine(Process process) {
        this.process = process;
        this.lines = new Lines(process.getInputStream(), process.getOutputStream());
    }

    /** Starts the engine in the application's own folder, laid out first if this is a new version of it. */
    static Engine start(Context context) throws IOException {
        File home = context.getFilesDir();
        File python = new Layout(context.getAssets(), home).python();
        String libraries = context.getApplicationInfo().nativeLibraryDir;
        List<String> command =
                new ArrayList<String>(
                        Arrays.asList(
                                libraries + "/libmusl.so", "--library-path", libraries,
                                libraries + "/libpython_exe.so", "-m", "bluezone.cli", "device", "run",
                                "--data", new File(home, "phone").getPath(),
                                "--radio", "android:pipe",
                                "--exchange", context.getString(R.string.exchange),
                                "--port", String.valueOf(PORT)));
        String root = context.getString(R.string.root_key);
        if (!root.isEmpty()) {
            command.addAll(Arrays.asList("--root-key", root));
        }
        ProcessBuilder started = new ProcessBuilder(command);
        Map<String, String> around = started.environment();
        around.put("PYTHONHOME", python.getPath());
        around.put("PYTHONDONTWRITEBYTECODE", "1");
        around.put("BLUEZONE_NATIVE", libraries);
        around.put("HOME", home.getPath());
        around.put("TMPDIR", context.getCacheDir().getPath());
        started.directory(home);
        return new Engine(started.start());
    }

    /** Hears what the engine says for people until it ends, and hands on the address of the owner's pages. */
    void hear(Consumer<String> pages) throws IOException {
        hear(process.getErrorStream(), pages);
    }

    /** Reads to the end: a pipe that nobody empties is full one day, and an engine that speaks into it stands still. */
    static void hear(InputStream said, Consumer<String> pages) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(said, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(PAGES)) {
                pages.accept(line.substring(PAGES.length()));
            }
        }
    }

    void stop() {
        process.destroy();
    }
}

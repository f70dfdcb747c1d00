package vn.bluezone.phone;

import android.content.Context;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine: a Python process of our own, and the pipe to it. What it decides and keeps is its own business. */
final class Engine {
    private static final int PORT = 8765; // always the same where it can be: what a WebView keeps it keeps by the port
    private static final byte[] HERE = {127, 0, 0, 1};
    private static final Pattern PAGES = Pattern.compile("pages: (http://127\\.0\\.0\\.1:[0-9]{1,5}/\\S*)");

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
                                "--port", String.valueOf(port(PORT))));
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

    /** This port, or none in particular where another application has it: an engine starts all the same. */
    static int port(int usual) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // as the engine does: what its last one has left behind is in nobody's way
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(HERE), usual));
            return usual;
        } catch (IOException taken) {
            return 0;
        }
    }

    /** Hears what the engine says for people until it ends, and hands on the address of the owner's pages. */
    void hear(Consumer<String> pages) throws IOException {
        hear(process.getErrorStream(), pages);
    }

    /** Believes no address but one of this phone. Reads to the end: a pipe that nobody empties is full one day, and an
     * engine that speaks into it stands still. */
    static void hear(InputStream from, Consumer<String> pages) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(from, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher said = PAGES.matcher(line);
            if (said.matches()) {
                pages.accept(said.group(1));
            }
        }
    }

    void stop() {
        process.destroy();
    }
}

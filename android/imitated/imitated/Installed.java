package imitated;

import android.content.pm.ApplicationInfo;
import java.io.File;

/** Where an application lies that was installed on a phone, below one folder: native libraries, assets, its own files. */
public final class Installed {
    private final File folder;

    public Installed(File folder) {
        this.folder = folder;
    }

    public File files() {
        return made("files");
    }

    public File cache() {
        return made("cache");
    }

    public File assets() {
        return new File(folder, "assets");
    }

    public ApplicationInfo info() {
        ApplicationInfo info = new ApplicationInfo();
        info.nativeLibraryDir = new File(folder, "native").getPath();
        return info;
    }

    private File made(String name) {
        File one = new File(folder, name);
        one.mkdir();
        return one;
    }
}

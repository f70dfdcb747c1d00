package android.content.pm;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class ApplicationInfo {
    public String nativeLibraryDir;
}

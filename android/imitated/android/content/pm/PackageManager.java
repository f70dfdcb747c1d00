package android.content.pm;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public abstract class PackageManager {
    public static final int PERMISSION_GRANTED = 0;
}

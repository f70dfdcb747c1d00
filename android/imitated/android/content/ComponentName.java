package android.content;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public final class ComponentName {
    private ComponentName() { }
}

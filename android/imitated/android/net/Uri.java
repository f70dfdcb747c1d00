package android.net;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public abstract class Uri {
    public abstract String getHost();
}

package android.webkit;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public abstract class WebSettings {
    public abstract void setJavaScriptEnabled(boolean enabled);

    public abstract void setDomStorageEnabled(boolean enabled);

    public abstract void setMediaPlaybackRequiresUserGesture(boolean required);

    public abstract void setAllowFileAccess(boolean allowed);
}

package android.webkit;

/** Imitated: what a page may is kept; until it is told otherwise it may read files, as up to Android 10. */
public class WebSettings {
    private boolean readsFiles = true;

    public final boolean readsFiles() {
        return readsFiles;
    }

    public void setJavaScriptEnabled(boolean enabled) {}

    public void setDomStorageEnabled(boolean enabled) {}

    public void setMediaPlaybackRequiresUserGesture(boolean required) {}

    public void setAllowFileAccess(boolean allowed) {
        readsFiles = allowed;
    }
}

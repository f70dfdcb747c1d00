package android.webkit;

import android.net.Uri;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class WebChromeClient {
    public void onPermissionRequest(PermissionRequest request) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void onPermissionRequestCanceled(PermissionRequest request) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public boolean onShowFileChooser(WebView from, ValueCallback<Uri[]> page, FileChooserParams wanted) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    /** Imitated: what a page says of the file that it wants. */
    public abstract static class FileChooserParams {}
}

package android.webkit;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class WebViewClient {
    public boolean shouldOverrideUrlLoading(WebView from, WebResourceRequest wanted) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

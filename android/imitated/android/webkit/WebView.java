package android.webkit;

import android.content.Context;
import android.view.View;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class WebView extends View {
    public WebView(Context context) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public WebSettings getSettings() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void setWebViewClient(WebViewClient client) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void setWebChromeClient(WebChromeClient client) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void setDownloadListener(DownloadListener listener) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public boolean canGoBack() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void goBack() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void loadData(String page, String kind, String encoding) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void loadUrl(String address) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

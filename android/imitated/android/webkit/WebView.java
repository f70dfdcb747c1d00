package android.webkit;

import android.content.Context;
import android.view.View;
import java.util.ArrayList;
import java.util.List;

/** Imitated: which addresses it was led to is kept; nothing is fetched. */
public class WebView extends View {
    private final List<String> led = new ArrayList<>();
    private final WebSettings settings = new WebSettings();
    private WebViewClient client;

    public WebView(Context context) {
        super(context);
    }

    /** The addresses that it was led to. */
    public final List<String> led() {
        return led;
    }

    /** A page would like to go there; whether its application keeps it from that. */
    public final boolean follows(WebResourceRequest wanted) {
        return !client.shouldOverrideUrlLoading(this, wanted);
    }

    public WebSettings getSettings() {
        return settings;
    }

    public void setWebViewClient(WebViewClient one) {
        client = one;
    }

    public void setWebChromeClient(WebChromeClient one) {}

    public void setDownloadListener(DownloadListener one) {}

    public boolean canGoBack() {
        return led.size() > 1;
    }

    public void goBack() {
        led.remove(led.size() - 1);
    }

    public void loadUrl(String address) {
        led.add(address);
    }
}

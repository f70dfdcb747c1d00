package vn.bluezone.phone;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.webkit.WebResourceRequest;
import android.webkit.WebSettings;
import android.webkit.WebView;
import android.webkit.WebViewClient;

/** The owner's pages, which the engine serves on this phone alone. */
public final class PagesActivity extends Activity {
    private static final int ASKED = 1;
    private static final long LOOK_AGAIN_MS = 300;
    private static final String OURS = "127.0.0.1";

    private final Handler later = new Handler(Looper.getMainLooper());
    private WebView view;
    private String shown;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        view = new WebView(this);
        WebSettings settings = view.getSettings();
        settings.setJavaScriptEnabled(true);
        settings.setDomStorageEnabled(true);
        settings.setAllowFileAccess(false);
        view.setWebViewClient(
                new WebViewClient() {
                    @Override
                    public boolean shouldOverrideUrlLoading(WebView from, WebResourceRequest wanted) {
                        return leaves(wanted.getUrl());
                    }
                });
        setContentView(view);
        requestPermissions(Permissions.asked(), ASKED);
    }

    @Override
    public void onRequestPermissionsResult(int request, String[] names, int[] granted) {
        startIfAllowed();
    }

    /** Whoever comes back from the system's settings, where it was allowed at last, need not open anything anew. */
    private void startIfAllowed() {
        if (Permissions.granted(this)) {
            startForegroundService(new Intent(this, PhoneService.class));
        } else if (PhoneService.pages() == null) {
            view.loadData(getString(R.string.refused), "text/html; charset=utf-8", null);
        }
    }

    @Override
    protected void onResume() {
        super.onResume();
        startIfAllowed();
        look();
    }

    @Override
    protected void onPause() {
        super.onPause();
        later.removeCallbacksAndMessages(null);
    }

    @Override
    public void onBackPressed() {
        if (view.canGoBack()) {
            view.goBack();
        } else {
            super.onBackPressed();
        }
    }

    /** Opens the pages as soon as an engine serves them, and again when a new one does. */
    private void look() {
        String pages = PhoneService.pages();
        if (pages != null && !pages.equals(shown)) {
            shown = pages;
            view.loadUrl(pages);
        }
        later.postDelayed(this::look, LOOK_AGAIN_MS);
    }

    /** Numbers, messages and foreign sites are for other applications; only our own pages stay. */
    private boolean leaves(Uri address) {
        if (OURS.equals(address.getHost())) {
            return false;
        }
        try {
            startActivity(new Intent(Intent.ACTION_VIEW, address));
        } catch (ActivityNotFoundException nobody) {
            return true;
        }
        return true;
    }
}

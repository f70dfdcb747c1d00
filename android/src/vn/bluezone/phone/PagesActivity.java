package vn.bluezone.phone;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.provider.Settings;
import android.view.View;
import android.webkit.PermissionRequest;
import android.webkit.ValueCallback;
import android.webkit.WebChromeClient;
import android.webkit.WebResourceRequest;
import android.webkit.WebSettings;
import android.webkit.WebView;
import android.webkit.WebViewClient;
import android.widget.FrameLayout;
import android.widget.TextView;

/** The owner's pages, which the engine serves on this phone alone. */
public final class PagesActivity extends Activity {
    private static final int ASKED = 1;
    private static final String SETTINGS = "settings"; // of the application, in the system
    private static final String SHARED = "share"; // of our pages' links, which hold the words themselves
    private static final long LOOK_AGAIN_MS = 300;

    private final Handler later = new Handler(Looper.getMainLooper());
    private final Camera camera = new Camera(this);
    private final Files files = new Files(this);
    private WebView view;
    private TextView words;
    private String shown;
    private boolean asked;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        view = new WebView(this);
        WebSettings settings = view.getSettings();
        settings.setJavaScriptEnabled(true);
        settings.setDomStorageEnabled(true);
        settings.setAllowFileAccess(false);
        settings.setMediaPlaybackRequiresUserGesture(false); // the owner's press lies before the camera's question
        view.setWebChromeClient(lending());
        view.setDownloadListener(
                (address, reader, disposition, type, length) -> files.keep(address, disposition, type, shown));
        view.setWebViewClient(
                new WebViewClient() {
                    @Override
                    public boolean shouldOverrideUrlLoading(WebView from, WebResourceRequest wanted) {
                        return leaves(wanted.getUrl());
                    }
                });
        words = new TextView(this);
        FrameLayout frame = new FrameLayout(this);
        frame.setFitsSystemWindows(true); // Android 15 draws behind its bars whatever does not keep clear of them
        frame.addView(view);
        frame.addView(words);
        setContentView(frame);
        Permissions.ask(this, ASKED);
    }

    /** What pages ask for besides other pages. */
    private WebChromeClient lending() {
        return new WebChromeClient() {
            @Override
            public void onPermissionRequest(PermissionRequest request) {
                camera.wanted(request, shown);
            }

            @Override
            public void onPermissionRequestCanceled(PermissionRequest request) {
                camera.withdrawn(request);
            }

            @Override
            public boolean onShowFileChooser(WebView from, ValueCallback<Uri[]> page, FileChooserParams wanted) {
                files.take(page);
                return true;
            }
        };
    }

    @Override
    public void onRequestPermissionsResult(int request, String[] names, int[] granted) {
        if (request == Camera.ASKED) {
            camera.answered();
        } else {
            startIfAllowed();
        }
    }

    @Override
    protected void onActivityResult(int asked, int result, Intent choice) {
        files.chosen(asked, result, choice);
    }

    /** Whoever comes back from the system's settings, where it was allowed at last, need not open anything anew. */
    private void startIfAllowed() {
        boolean allowed = Permissions.granted(this);
        words.setText(allowed ? R.string.starting : R.string.refused);
        if (allowed) {
            startForegroundService(new Intent(this, PhoneService.class));
        }
    }

    @Override
    protected void onResume() {
        super.onResume();
        asked = false;
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
            words.setVisibility(View.GONE);
            view.loadUrl(pages);
        }
        asked = asked || Anew.put(this);
        later.postDelayed(this::look, LOOK_AGAIN_MS);
    }

    /** Numbers, messages and foreign sites are for other applications; only our own pages stay. */
    private boolean leaves(Uri address) {
        if (Ours.place(address.toString(), shown)) {
            return false;
        }
        try {
            startActivity(leadingTo(address));
        } catch (ActivityNotFoundException nobody) {
            return true;
        }
        return true;
    }

    private Intent leadingTo(Uri address) {
        if (SHARED.equals(address.getScheme())) {
            return sharing(address);
        }
        if (SETTINGS.equals(address.getScheme())) {
            Uri own = Uri.fromParts("package", getPackageName(), null);
            return new Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, own);
        }
        return new Intent(Intent.ACTION_VIEW, address);
    }

    /** The words of a page that its owner gives to another application; which one, they choose each time. */
    private static Intent sharing(Uri words) {
        Intent given = new Intent(Intent.ACTION_SEND).setType("text/plain");
        return Intent.createChooser(given.putExtra(Intent.EXTRA_TEXT, words.getSchemeSpecificPart()), null);
    }
}

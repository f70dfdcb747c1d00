package android.webkit;

import android.net.Uri;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public interface WebResourceRequest {
    Uri getUrl();
}

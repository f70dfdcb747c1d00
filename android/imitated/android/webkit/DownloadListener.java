package android.webkit;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public interface DownloadListener {
    void onDownloadStart(String address, String reader, String disposition, String type, long length);
}

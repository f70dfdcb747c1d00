package android.webkit;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public interface ValueCallback<T> {
    void onReceiveValue(T value);
}

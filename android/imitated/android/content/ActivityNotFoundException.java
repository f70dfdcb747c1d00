package android.content;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class ActivityNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;
}

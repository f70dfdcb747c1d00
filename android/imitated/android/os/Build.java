package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Build {
    /** Imitated: which Android this is. */
    public static class VERSION {
        public static final int SDK_INT = Integer.getInteger("imitated.sdk", 35);
    }
}

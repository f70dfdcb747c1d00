package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Build {
    public static final String MANUFACTURER = System.getProperty("imitated.maker", "HMD Global");
    public static final String BRAND = System.getProperty("imitated.brand", "Nokia");
    public static final String MODEL = System.getProperty("imitated.model", "Nokia 3.4");

    /** Imitated: which Android this is. */
    public static class VERSION {
        public static final int SDK_INT = Integer.getInteger("imitated.sdk", 35);
    }
}

package android.content.pm;

/** Imitated: only what the application compiles against. */
public class ServiceInfo {
    public static final int FOREGROUND_SERVICE_TYPE_LOCATION = 8;
    public static final int FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE = 16;
}

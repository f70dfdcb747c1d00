package android.content;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public abstract class BroadcastReceiver {
    public abstract void onReceive(Context context, Intent said);
}

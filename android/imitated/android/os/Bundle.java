package android.os;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public final class Bundle {

}

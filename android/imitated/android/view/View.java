package android.view;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class View {

}

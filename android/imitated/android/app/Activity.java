package android.app;

import android.content.Context;
import android.os.Bundle;
import android.view.View;

/** Imitated: only what the application compiles against; nothing stands behind it. */
public class Activity extends Context {
    protected void onCreate(Bundle saved) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    protected void onResume() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    protected void onPause() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void onBackPressed() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void setContentView(View view) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public final void requestPermissions(String[] permissions, int request) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    public void onRequestPermissionsResult(int request, String[] permissions, int[] granted) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }
}

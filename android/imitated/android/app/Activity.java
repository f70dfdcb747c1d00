package android.app;

import android.content.ActivityNotFoundException;
import android.content.ComponentName;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.View;
import imitated.Phone;
import java.util.ArrayList;
import java.util.List;

/** Imitated: what it asks of the owner is written down; what its owner answers, whoever tries it says. */
public class Activity extends Context {
    public static final int RESULT_OK = -1;

    private final List<String> asked = new ArrayList<>();
    private final List<AlertDialog> questions = new ArrayList<>();
    private View content;
    private Phone phone;

    /** It stands on this phone. */
    public final void standOn(Phone one) {
        phone = one;
    }

    /** All that was asked of the owner so far, each with the number that its answer bears. */
    public final List<String> asked() {
        return asked;
    }

    /** The questions that stood before the owner so far. */
    public final List<AlertDialog> questions() {
        return questions;
    }

    protected void onCreate(Bundle saved) {}

    protected void onResume() {}

    protected void onPause() {}

    public void onBackPressed() {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    protected void onActivityResult(int asked, int result, Intent choice) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    /** What stands on its screen. */
    public final View content() {
        return content;
    }

    public void setContentView(View view) {
        content = view;
    }

    @Override
    public String getPackageName() {
        return "vn.bluezone.phone";
    }

    @Override
    public void startActivity(Intent other) {
        if (phone.withholds("choosing")) {
            throw new ActivityNotFoundException();
        }
        asked.add("opens " + other);
    }

    @Override
    public ComponentName startForegroundService(Intent service) {
        asked.add("begins " + service.to().getSimpleName());
        return null;
    }

    public final void requestPermissions(String[] permissions, int request) {
        asked.add(request + " " + String.join(" ", permissions));
    }

    public void onRequestPermissionsResult(int request, String[] permissions, int[] granted) {
        throw new UnsupportedOperationException("imitated: nothing stands behind this");
    }

    @Override
    public int checkSelfPermission(String permission) {
        boolean lacks = permission.endsWith(".CAMERA") ? phone.withholds("camera") : !phone.isPermitted();
        return lacks ? PackageManager.PERMISSION_GRANTED - 1 : PackageManager.PERMISSION_GRANTED;
    }

    public void startActivityForResult(Intent what, int request) {
        if (phone.withholds("choosing")) {
            throw new ActivityNotFoundException();
        }
        asked.add(request + " " + what);
    }

    public final void runOnUiThread(Runnable work) {
        work.run();
    }

    @Override
    public ContentResolver getContentResolver() {
        return phone.documents();
    }
}

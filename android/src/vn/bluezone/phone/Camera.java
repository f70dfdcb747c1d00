package vn.bluezone.phone;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.webkit.PermissionRequest;

/** Lets our own pages look through the camera, for as long as they read a code; whoever else asks is denied it. */
final class Camera {
    static final int ASKED = 2;

    private static final String PERMISSION = "android.permission.CAMERA";

    private final Activity activity;
    private PermissionRequest waiting;

    Camera(Activity activity) {
        this.activity = activity;
    }

    /** A page wants to look: its owner has just pressed the button for it, and is asked only now, and once. */
    void wanted(PermissionRequest request, String pages) {
        String[] what = request.getResources();
        boolean justPictures = what.length == 1 && what[0].equals(PermissionRequest.RESOURCE_VIDEO_CAPTURE);
        if (!justPictures || !Ours.place(request.getOrigin().toString(), pages)) {
            request.deny();
            return;
        }
        forget();
        waiting = request;
        if (isAllowed()) {
            answered();
        } else {
            activity.requestPermissions(new String[] {PERMISSION}, ASKED);
        }
    }

    /** The owner has answered. */
    void answered() {
        if (waiting != null && isAllowed()) {
            waiting.grant(new String[] {PermissionRequest.RESOURCE_VIDEO_CAPTURE});
            waiting = null;
        }
        forget();
    }

    /** The page does not want to look any more. */
    void withdrawn(PermissionRequest request) {
        if (request == waiting) {
            waiting = null;
        }
    }

    private void forget() {
        if (waiting != null) {
            waiting.deny();
        }
        waiting = null;
    }

    private boolean isAllowed() {
        return activity.checkSelfPermission(PERMISSION) == PackageManager.PERMISSION_GRANTED;
    }
}

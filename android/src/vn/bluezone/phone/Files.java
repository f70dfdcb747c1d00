package vn.bluezone.phone;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.ContentResolver;
import android.content.Intent;
import android.net.Uri;
import android.provider.DocumentsContract;
import android.webkit.CookieManager;
import android.webkit.ValueCallback;
import android.widget.Toast;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Carries files between our own pages and the places that the owner chooses for them, one at a time. */
final class Files {
    static final int TAKEN = 3;
    static final int PLACED = 4;

    private static final String ANYTHING = "*/*";
    private static final String OF_OTHERS = "content";

    private final Activity activity;
    private ValueCallback<Uri[]> waiting;
    private String wanted;

    Files(Activity activity) {
        this.activity = activity;
    }

    /** A page asks for a file: the owner chooses one, or none. Every asking is answered once. */
    void take(ValueCallback<Uri[]> page) {
        hand(null);
        waiting = page;
        if (!asks(new Intent(Intent.ACTION_GET_CONTENT).setType(ANYTHING), TAKEN)) {
            hand(null);
        }
    }

    /** A page of ours hands out a file: the owner chooses where it is kept. What is no page of ours keeps nothing here. */
    void keep(String address, String disposition, String type, String pages) {
        if (!Ours.page(address, pages) || wanted != null) { // the second tap of two: the owner is asked already
            return;
        }
        wanted = address;
        String kind = type == null || type.isEmpty() ? "application/octet-stream" : type;
        Intent place = new Intent(Intent.ACTION_CREATE_DOCUMENT).setType(kind);
        if (!asks(place.putExtra(Intent.EXTRA_TITLE, Fetched.name(disposition)), PLACED)) {
            wanted = null;
            say(R.string.not_kept);
        }
    }

    /** The owner has chosen, or has gone back. */
    void chosen(int asked, int result, Intent choice) {
        Uri place = result == Activity.RESULT_OK && choice != null ? choice.getData() : null;
        if (asked == TAKEN) {
            hand(place);
        } else if (asked == PLACED) {
            String address = wanted;
            wanted = null;
            fill(place, address);
        }
    }

    /** Hands the page what was chosen. */
    private void hand(Uri chosen) {
        ValueCallback<Uri[]> page = waiting;
        waiting = null;
        if (page != null) {
            page.onReceiveValue(isOfOthers(chosen) ? new Uri[] {chosen} : null);
        }
    }

    /** Whether it is a document of another application's. One that hands over a path could have the page read what lies
     * in our own folder, or us write over it. */
    private static boolean isOfOthers(Uri chosen) {
        return chosen != null && OF_OTHERS.equals(chosen.getScheme());
    }

    /** Writes what is wanted where the owner chose to have it. An application that was killed while they chose knows no
     * more what it was: the empty document that waits for it goes again. */
    private void fill(Uri place, String address) {
        if (isOfOthers(place)) {
            String cookie = address == null ? null : CookieManager.getInstance().getCookie(address);
            new Thread(() -> write(address, cookie, place), "file").start();
        } else if (place != null) {
            say(R.string.not_kept);
        }
    }

    private boolean asks(Intent what, int as) {
        try {
            activity.startActivityForResult(what.addCategory(Intent.CATEGORY_OPENABLE), as);
            return true;
        } catch (ActivityNotFoundException nobody) {
            return false;
        }
    }

    /** Half a file is none: what could not be written whole is taken away again. */
    private void write(String address, String cookie, Uri place) {
        ContentResolver documents = activity.getContentResolver();
        int said = R.string.kept;
        try {
            if (address == null) {
                throw new IOException("nobody knows any more what was to be kept");
            }
            Fetched.copy(address, cookie, () -> documents.openOutputStream(place, "wt"));
        } catch (IOException | SecurityException failed) {
            said = R.string.not_kept;
            remove(documents, place);
        }
        final int words = said;
        activity.runOnUiThread(() -> say(words));
    }

    private static void remove(ContentResolver documents, Uri place) {
        try {
            DocumentsContract.deleteDocument(documents, place);
        } catch (FileNotFoundException | IllegalArgumentException | SecurityException gone) {
            return; // it is not there, or whoever keeps it lets nobody delete
        }
    }

    private void say(int words) {
        Toast.makeText(activity, words, Toast.LENGTH_LONG).show();
    }
}

package android.provider;

import android.content.ContentResolver;
import android.net.Uri;
import java.io.FileNotFoundException;

/** Imitated: documents go as their keeper lets them. */
public final class DocumentsContract {
    private DocumentsContract() {}

    public static boolean deleteDocument(ContentResolver documents, Uri document) throws FileNotFoundException {
        if (!documents.take(document)) {
            throw new FileNotFoundException("imitated: there is none");
        }
        return true;
    }
}

package android.content;

/** Imitated: a question before the owner. */
public interface DialogInterface {
    /** Imitated: who hears which button was pressed. */
    interface OnClickListener {
        void onClick(DialogInterface dialog, int button);
    }
}

package android.app;

import android.content.Context;
import android.content.DialogInterface;

/** Imitated: what it asks is written down; whoever tries it presses a button. */
public class AlertDialog implements DialogInterface {
    private final String asking;
    private final DialogInterface.OnClickListener agreed;
    private final DialogInterface.OnClickListener refused;

    private AlertDialog(Builder made) {
        asking = made.message;
        agreed = made.agreed;
        refused = made.refused;
    }

    public String asking() {
        return asking;
    }

    /** The owner presses one of the two buttons. */
    public void press(boolean yes) {
        DialogInterface.OnClickListener hearer = yes ? agreed : refused;
        if (hearer != null) {
            hearer.onClick(this, yes ? -1 : -2);
        }
    }

    /** Imitated: a question in the making. */
    public static class Builder {
        private final Activity before;
        private String message = "";
        private DialogInterface.OnClickListener agreed;
        private DialogInterface.OnClickListener refused;

        public Builder(Context before) {
            this.before = (Activity) before;
        }

        public Builder setMessage(int text) {
            message = before.getString(text);
            return this;
        }

        public Builder setPositiveButton(int text, DialogInterface.OnClickListener hearer) {
            agreed = hearer;
            return this;
        }

        public Builder setNegativeButton(int text, DialogInterface.OnClickListener hearer) {
            refused = hearer;
            return this;
        }

        public AlertDialog show() {
            AlertDialog made = new AlertDialog(this);
            before.questions().add(made);
            return made;
        }
    }
}

package android.app;

import android.content.Context;

/** Imitated: what is said to the screen is kept, and nothing drawn. */
public class Notification {
    private final String channel;
    private String title = "";
    private String text = "";
    private String bigText = "";
    private PendingIntent tapped;
    private boolean goesWhenTapped;
    private boolean ringsOnce;

    private Notification(String channel) {
        this.channel = channel;
    }

    /** One that says nothing. */
    public Notification() {
        this("");
    }

    public String channel() {
        return channel;
    }

    public String title() {
        return title;
    }

    public String text() {
        return text;
    }

    /** All of the text where there is room for it. */
    public String bigText() {
        return bigText;
    }

    /** What a tap opens; null where nothing does. */
    public PendingIntent tapped() {
        return tapped;
    }

    /** Whether it makes no sound where one of its name stands already. */
    public boolean ringsOnce() {
        return ringsOnce;
    }

    public boolean goesWhenTapped() {
        return goesWhenTapped;
    }

    /** Imitated: how a notification looks where there is room. */
    public abstract static class Style {
        abstract String text();
    }

    /** Imitated: a long text. */
    public static class BigTextStyle extends Style {
        private String text = "";

        public BigTextStyle bigText(CharSequence said) {
            text = said.toString();
            return this;
        }

        @Override
        String text() {
            return text;
        }
    }

    /** Imitated: a notification in the making. */
    public static class Builder {
        private final Notification made;
        private boolean hasIcon;

        public Builder(Context context, String channel) {
            made = new Notification(channel);
        }

        public Builder setContentTitle(CharSequence title) {
            made.title = title.toString();
            return this;
        }

        public Builder setContentText(CharSequence text) {
            made.text = text.toString();
            return this;
        }

        public Builder setStyle(Style style) {
            made.bigText = style.text();
            return this;
        }

        public Builder setContentIntent(PendingIntent tapped) {
            made.tapped = tapped;
            return this;
        }

        public Builder setAutoCancel(boolean goes) {
            made.goesWhenTapped = goes;
            return this;
        }

        public Builder setOnlyAlertOnce(boolean once) {
            made.ringsOnce = once;
            return this;
        }

        public Builder setSmallIcon(int icon) {
            hasIcon = true;
            return this;
        }

        public Builder setOngoing(boolean ongoing) {
            return this;
        }

        public Notification build() {
            if (!hasIcon) {
                throw new IllegalArgumentException("imitated: without an icon the system shows nothing");
            }
            return made;
        }
    }
}

package android.net;

/** Imitated: an address, as it is written. */
public abstract class Uri {
    public abstract String getScheme();

    @Override
    public abstract String toString();
}

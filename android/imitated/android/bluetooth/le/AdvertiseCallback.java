package android.bluetooth.le;

/** Imitated: what became of a wish to advertise. */
public abstract class AdvertiseCallback {
    public void onStartSuccess(AdvertiseSettings settings) {}

    public void onStartFailure(int code) {}
}

package android.webkit;

/** Imitated: one cookie for all addresses. */
public abstract class CookieManager {
    private static final CookieManager ONLY =
            new CookieManager() {
                @Override
                public String getCookie(String address) {
                    return "bluezone-1=key";
                }
            };

    public static CookieManager getInstance() {
        return ONLY;
    }

    public abstract String getCookie(String address);
}

package android.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Imitated: an address, as it is written. */
public abstract class Uri {
    public static Uri fromParts(String scheme, String part, String fragment) {
        return new Uri() {
            @Override
            public String getScheme() {
                return scheme;
            }

            @Override
            public String toString() {
                return scheme + ":" + part;
            }
        };
    }

    public abstract String getScheme();

    /** What stands behind the scheme, decoded. */
    public String getSchemeSpecificPart() {
        String behind = toString().substring(toString().indexOf(':') + 1);
        return URLDecoder.decode(behind.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public abstract String toString();
}

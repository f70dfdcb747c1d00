package vn.bluezone.phone;

/** Which addresses are our own pages': the place where the engine serves them, and the path below which they lie. */
final class Ours {
    private Ours() {}

    /** Whether something asks from the place where these pages are served; nothing does before there are any. */
    static boolean place(String asking, String pages) {
        String ours = pages == null ? "" : upTo(pages, pages.indexOf("//") + 2);
        return !ours.isEmpty() && (asking + "/").startsWith(ours);
    }

    /** Whether an address lies below these pages: nobody else knows their path. */
    static boolean page(String address, String pages) {
        int end = pages == null ? -1 : pages.indexOf('?');
        return end > 0 && place(address, pages) && address.startsWith(pages.substring(0, end));
    }

    /** An address with its first slash from here on; nothing where there is none. */
    private static String upTo(String address, int from) {
        int slash = address.indexOf('/', from);
        return from < 2 || slash < 0 ? "" : address.substring(0, slash + 1);
    }
}

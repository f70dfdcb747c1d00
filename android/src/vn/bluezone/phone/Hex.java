package vn.bluezone.phone;

/** Bytes as they stand in a line. */
final class Hex {
    private static final String DIGITS = "0123456789abcdef";

    private Hex() {}

    /** The bytes that an even number of digits stands for. */
    static byte[] read(String digits) {
        byte[] bytes = new byte[digits.length() / 2];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) Integer.parseInt(digits.substring(2 * at, 2 * at + 2), 16);
        }
        return bytes;
    }

    /** The digits of these bytes; a dash where there are none. */
    static String write(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            return "-";
        }
        StringBuilder digits = new StringBuilder(2 * bytes.length);
        for (byte one : bytes) {
            digits.append(DIGITS.charAt(one >> 4 & 15)).append(DIGITS.charAt(one & 15));
        }
        return digits.toString();
    }

    /** An address as Android writes it, without its colons. */
    static String address(String written) {
        return written.replace(":", "").toLowerCase(java.util.Locale.ROOT);
    }
}

package vn.bluezone.phone;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** One line of the engine, valid from birth: a name, a token, and the words that the name wants. */
final class Order {
    static final int MAX_BYTES = 6600;

    private static final Pattern TOKEN = Pattern.compile("0|[1-9][0-9]{0,15}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{12}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern POWER = Pattern.compile("-|[0-9a-f]{4}");
    private static final Pattern BYTES = Pattern.compile("-|([0-9a-f]{2}){1,512}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{2}){32}");
    private static final Pattern SEALED = Pattern.compile("([0-9a-f]{2}){1,128}");
    private static final Pattern HOW = Pattern.compile("urgent|plain");
    private static final Pattern TEXT = Pattern.compile("-|[0-9a-f]{2,3200}");
    private static final Map<String, Pattern[]> KNOWN = new HashMap<String, Pattern[]>();

    static {
        KNOWN.put("advertise", new Pattern[] {ID, POWER});
        KNOWN.put("hush", new Pattern[] {});
        KNOWN.put("listen", new Pattern[] {});
        KNOWN.put("deaf", new Pattern[] {});
        KNOWN.put("serve", new Pattern[] {});
        KNOWN.put("answer", new Pattern[] {BYTES});
        KNOWN.put("read", new Pattern[] {ADDRESS});
        KNOWN.put("leave", new Pattern[] {});
        KNOWN.put("close", new Pattern[] {});
        KNOWN.put("resolve", new Pattern[] {HOST});
        KNOWN.put("screen", new Pattern[] {});
        KNOWN.put("show", new Pattern[] {NAME, HOW, TEXT, TEXT});
        KNOWN.put("unshow", new Pattern[] {NAME});
        KNOWN.put("seal", new Pattern[] {KEY});
        KNOWN.put("unseal", new Pattern[] {SEALED});
        KNOWN.put("anew", new Pattern[] {});
    }

    final String name;
    final long token;
    private final String[] words;

    private Order(String name, long token, String[] words) {
        this.name = name;
        this.token = token;
        this.words = words;
    }

    /** Reads a line; null for whatever is no order. */
    static Order read(String line) {
        String[] words = line.length() > MAX_BYTES ? new String[0] : line.split(" ", -1);
        Pattern[] wanted = words.length < 2 ? null : KNOWN.get(words[0]);
        if (wanted == null || words.length != 2 + wanted.length || !TOKEN.matcher(words[1]).matches()) {
            return null;
        }
        String[] rest = new String[wanted.length];
        for (int at = 0; at < wanted.length; at++) {
            rest[at] = words[2 + at];
            if (!wanted[at].matcher(rest[at]).matches() || wanted[at] == TEXT && textOf(rest[at]) == null) {
                return null;
            }
        }
        return new Order(words[0], Long.parseLong(words[1]), rest);
    }

    /** The word at this place, as it was written. */
    String word(int at) {
        return words[at];
    }

    /** The bytes at this place; a dash stands for none. */
    byte[] bytes(int at) {
        return words[at].equals("-") ? new byte[0] : Hex.read(words[at]);
    }

    /** The words for people at this place. */
    String text(int at) {
        return textOf(words[at]);
    }

    /** What these digits say in UTF-8; null where they say nothing that can be read. */
    private static String textOf(String digits) {
        if (digits.equals("-")) {
            return "";
        }
        if (digits.length() % 2 != 0) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Hex.read(digits))).toString();
        } catch (CharacterCodingException none) {
            return null;
        }
    }
}

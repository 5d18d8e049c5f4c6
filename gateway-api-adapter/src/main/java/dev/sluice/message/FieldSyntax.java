package dev.sluice.message;

import io.netty.util.AsciiString;

/** What may stand in a header or trailer, in every version of HTTP. Source: RFC 9110, sections 5.1, 5.5 and 5.6.2. */
public final class FieldSyntax {

    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] LOWER_TOKEN = new boolean[256];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
        for (int c = 0; c < TOKEN.length; c++) {
            LOWER_TOKEN[c] = TOKEN[c] && (c < 'A' || c > 'Z');
        }
    }

    private FieldSyntax() {}

    /** Whether an octet may stand in a method or a name; a negative one is that of the same bits. */
    public static boolean isToken(int octet) {
        return TOKEN[octet & 0xff];
    }

    /** Whether it is a token. */
    public static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether it is a token without a capital letter, as HTTP/2 wants names: RFC 9113, section 8.2. */
    public static boolean isLowerName(AsciiString name) {
        byte[] octets = name.array();
        int end = name.arrayOffset() + name.length();
        for (int i = name.arrayOffset(); i < end; i++) {
            if (!LOWER_TOKEN[octets[i] & 0xff]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether each character is one octet that is no control, a tab excepted. Blanks around it count as its own. */
    public static boolean isValue(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}

package dev.sluice.edge;

/** Percent-encoding: RFC 3986 section 2.1. */
final class Percent {

    private Percent() {}

    /**
     * The octet that a percent sign and its two digits stand for.
     *
     * @param at the index of the percent sign
     * @return -1 where two hexadecimal digits do not follow
     */
    static int octetAt(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}

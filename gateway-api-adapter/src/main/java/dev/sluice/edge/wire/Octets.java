package dev.sluice.edge.wire;

/** Which octets may stand where: RFC 9110, section 5.6.2 and 5.5. */
final class Octets {

    static final byte CR = '\r';
    static final byte LF = '\n';

    private Octets() {}

    /** Of a header value: visible, space, tab, or beyond ASCII. */
    static boolean isField(int octet) {
        int unsigned = octet & 0xff;
        return (unsigned >= ' ' && unsigned != 0x7f) || unsigned == '\t';
    }

    static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Of a target: no space, no control, ASCII. */
    static boolean isVisible(int octet) {
        return octet > ' ' && octet < 0x7f;
    }

    /** A letter in lower case; any other octet as it is. */
    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}

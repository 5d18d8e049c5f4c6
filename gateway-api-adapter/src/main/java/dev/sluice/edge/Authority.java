package dev.sluice.edge;

import java.util.Locale;

/** Reads authorities: a host with an optional port (RFC 3986 section 3.2). */
public final class Authority {

    private Authority() {}

    /** The host of an authority: without port and trailing dot, lower case. An IPv6 address keeps its brackets. */
    public static String host(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']')) {
            end = colon;
        }
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }
}

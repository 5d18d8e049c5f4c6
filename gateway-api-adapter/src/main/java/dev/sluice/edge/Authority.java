package dev.sluice.edge;

import io.netty.util.NetUtil;
import java.util.Locale;

/** Reads authorities: a host with an optional port (RFC 3986 section 3.2). */
public final class Authority {

    private static final int MAX_NAME = 255;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    private Authority() {}

    /** The host of an authority: without port and trailing dot, lower case. An IPv6 address keeps its brackets. */
    public static String host(String authority) {
        int end = hostEnd(authority);
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static int hostEnd(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : authority.length();
    }

    /**
     * Whether this is a host with an optional port and nothing else: no user, no path, no space. A name has letters,
     * digits, hyphens, underscores and dots, none of them doubled or first, for no client needs the rest of RFC 3986.
     */
    public static boolean isValid(String authority) {
        int end = hostEnd(authority);
        if (end < authority.length() && !isPort(authority, end + 1)) {
            return false;
        }
        return authority.startsWith("[") ? isIpv6(authority, end) : isName(authority, end);
    }

    private static boolean isPort(String authority, int start) {
        int digits = authority.length() - start;
        if (digits < 1 || digits > MAX_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = start; i < authority.length(); i++) {
            char digit = authority.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
            port = port * 10 + digit - '0';
        }
        return port > 0 && port <= MAX_PORT;
    }

    private static boolean isIpv6(String authority, int end) {
        return authority.charAt(end - 1) == ']'
                && authority.indexOf('%') < 0
                && NetUtil.isValidIpV6Address(authority.substring(1, end - 1));
    }

    private static boolean isName(String authority, int end) {
        boolean afterDot = true;
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            if (c == '.' ? afterDot : !isNameCharacter(c)) {
                return false;
            }
            afterDot = c == '.';
        }
        return end > 0 && end <= MAX_NAME;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}

package dev.sluice.program;

import java.util.Locale;

/**
 * An entry of HTTPCORSFilter.allowOrigins, ready to be compared: scheme, host and port, where a port that is not named
 * is the scheme's own. A wildcard at the begin of the host stands for one or more labels, as in
 * {@code https://*.a.com}, or for every host, as in {@code https://*}.
 *
 * @param wildcard whether {@code host} is what the host must end with, at least one character before it
 */
record AllowedOrigin(String scheme, String host, boolean wildcard, int port) {

    private static final String SEPARATOR = "://";

    /** Reads an entry that validation has let pass; {@code *} alone is none. */
    static AllowedOrigin compile(String entry) {
        String origin = entry.toLowerCase(Locale.ROOT);
        int host = origin.indexOf(SEPARATOR) + SEPARATOR.length();
        int end = hostEnd(origin, host);
        boolean wildcard = origin.charAt(host) == '*';
        return new AllowedOrigin(
                origin.substring(0, host - SEPARATOR.length()),
                origin.substring(wildcard ? host + 1 : host, end),
                wildcard,
                port(origin, end));
    }

    /** @param origin the Origin header in lower case; what is no origin, such as {@code null}, is not allowed */
    boolean allows(String origin) {
        int start = scheme.length() + SEPARATOR.length();
        if (!origin.startsWith(scheme) || !origin.startsWith(SEPARATOR, scheme.length())) {
            return false;
        }
        int end = hostEnd(origin, start);
        return isHost(origin, start, end) && hostIs(origin, start, end) && port(origin, end) == port;
    }

    private boolean hostIs(String origin, int start, int end) {
        int rest = end - start - host.length();
        return (wildcard ? rest > 0 : rest == 0) && origin.startsWith(host, end - host.length());
    }

    /** Whether nothing stands there that ends a host, so that no path can pass for the end of a name. */
    private static boolean isHost(String origin, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = origin.charAt(i);
            boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!fits) {
                return false;
            }
        }
        return end > start;
    }

    private static int hostEnd(String origin, int start) {
        int colon = origin.indexOf(':', start);
        return colon < 0 ? origin.length() : colon;
    }

    /** The port after the host; that of the scheme where there is none; -1 for what is no port. */
    private static int port(String origin, int hostEnd) {
        if (hostEnd == origin.length()) {
            return origin.startsWith("https") ? 443 : 80;
        }
        int digits = origin.length() - hostEnd - 1;
        if (digits < 1 || digits > 5) {
            return -1;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < origin.length(); i++) {
            char c = origin.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + c - '0';
        }
        return port;
    }
}

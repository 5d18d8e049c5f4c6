package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Request targets as java.net.URI, which Spring thinks in. It is stricter than what clients send and backends take:
 * characters that it refuses are percent-encoded here. What is forwarded is the target itself, as long as no filter
 * changes the URI.
 */
final class SpringUri {

    private static final String ALLOWED = "-._~!$&'()*+,;=:@/?";

    private SpringUri() {}

    /**
     * The URI of a request.
     *
     * @param authority empty, or one that no URI can have: {@code localhost} stands for it
     */
    static URI of(String scheme, String authority, RequestTarget target) {
        StringBuilder rest = new StringBuilder(target.path().length() + 32);
        if (!target.path().startsWith("/")) {
            rest.append('/');
        }
        append(rest, target.path());
        if (target.query() != null) {
            append(rest.append('?'), target.query());
        }
        try {
            return new URI(scheme + "://" + (authority.isEmpty() ? "localhost" : authority) + rest);
        } catch (URISyntaxException _) {
            return URI.create(scheme + "://localhost" + rest);
        }
    }

    private static void append(StringBuilder uri, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isPlain(c) || (c == '%' && isEscape(raw, i))) {
                uri.append(c);
            } else {
                uri.append('%')
                        .append(Integer.toHexString(0x100 | c).substring(1).toUpperCase(Locale.ROOT));
            }
        }
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ALLOWED.indexOf(c) >= 0;
    }

    private static boolean isEscape(String raw, int at) {
        return at + 2 < raw.length()
                && Character.digit(raw.charAt(at + 1), 16) >= 0
                && Character.digit(raw.charAt(at + 2), 16) >= 0;
    }
}

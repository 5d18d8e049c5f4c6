package dev.sluice.filter.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user and a password as a client sends them. Source: RFC 7617.
 *
 * @param user without a colon
 */
record Credentials(String user, String password) {

    private static final String SCHEME = "basic ";

    /** What the Authorization headers of a request say; null for nothing that can be read, or several. */
    static @Nullable Credentials of(List<String> authorization) {
        if (authorization.size() != 1 || !authorization.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String pair =
                decoded(authorization.getFirst().substring(SCHEME.length()).strip());
        int colon = pair == null ? -1 : pair.indexOf(':');
        return pair == null || colon < 0 ? null : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    /** Nothing of it: passwords must not reach a log. */
    @Override
    public String toString() {
        return "Credentials";
    }
}

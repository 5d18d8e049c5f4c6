package dev.sluice.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request line, taken apart. What is matched is what is forwarded: both read {@link #path()}.
 *
 * @param authority of an absolute target such as {@code http://example.com/a}; null where the target has none
 * @param path raw, percent-encoding kept, dot segments resolved (RFC 3986 section 5.2.4); starts with {@code /}, or is
 *     {@code *}
 * @param query raw, without the question mark; null where there is none
 */
public record RequestTarget(
        @Nullable String authority, String path, @Nullable String query) {

    /**
     * Reads a target in origin, absolute or asterisk form (RFC 9112 section 3.2).
     *
     * @return empty where it has another form, an octet that is no visible ASCII, a fragment, an authority that is
     *     none, or a path that {@link PathRule} does not let in
     */
    public static Optional<RequestTarget> parse(String target) {
        if (target.equals("*")) {
            return Optional.of(new RequestTarget(null, "*", null));
        }
        if (!isVisibleWithoutFragment(target)) {
            return Optional.empty();
        }
        return target.startsWith("/") ? split(null, target) : absolute(target);
    }

    private static boolean isVisibleWithoutFragment(String target) {
        for (int i = 0; i < target.length(); i++) {
            char octet = target.charAt(i);
            if (octet <= ' ' || octet >= 0x7f || octet == '#') {
                return false;
            }
        }
        return true;
    }

    private static Optional<RequestTarget> absolute(String target) {
        int start = afterScheme(target);
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        if (start == 0 || !Authority.isValid(authority)) {
            return Optional.empty();
        }
        String pathAndQuery = target.substring(end);
        return split(authority, pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery);
    }

    private static int afterScheme(String target) {
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    }

    private static Optional<RequestTarget> split(@Nullable String authority, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        if (!PathRule.letsIn(path)) {
            return Optional.empty();
        }
        return Optional.of(new RequestTarget(authority, path.contains("/.") ? resolve(path) : path, query));
    }

    private static String resolve(String path) {
        Deque<String> kept = new ArrayDeque<>();
        boolean directory = false;
        for (int start = 1; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(start, end);
            directory = segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!directory) {
                kept.addLast(segment);
            }
            start = end + 1;
        }
        String joined = "/" + String.join("/", kept);
        return directory && joined.length() > 1 ? joined + "/" : joined;
    }

    /**
     * How else a backend may read the path: with percent-encoding decoded, repeated slashes merged, path parameters cut
     * off, in any combination. A rule may only take a request if it takes every reading, for otherwise a backend could
     * serve what another rule, or none, leads to.
     *
     * @return empty where there is but one reading, as for nearly all paths
     */
    public List<String> otherReadings() {
        return OtherReadings.of(path);
    }
}

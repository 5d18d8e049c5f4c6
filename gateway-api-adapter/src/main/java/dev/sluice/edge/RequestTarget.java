package dev.sluice.edge;

import java.util.ArrayDeque;
import java.util.Deque;
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
     * @return empty where it has another form, a fragment, a dot segment that hides in percent-encoding, or an octet
     *     that is no visible ASCII, which would not be forwarded as it came
     */
    public static Optional<RequestTarget> parse(String target) {
        if (target.equals("*")) {
            return Optional.of(new RequestTarget(null, "*", null));
        }
        if (target.indexOf('#') >= 0 || !isVisibleAscii(target)) {
            return Optional.empty();
        }
        if (target.startsWith("/")) {
            return split(null, target);
        }
        int afterScheme = target.indexOf("://");
        return afterScheme > 0 ? absolute(target.substring(afterScheme + 3)) : Optional.empty();
    }

    private static boolean isVisibleAscii(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static Optional<RequestTarget> absolute(String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        String pathAndQuery = rest.substring(end);
        return split(rest.substring(0, end), pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery);
    }

    private static Optional<RequestTarget> split(@Nullable String authority, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        if (hidesDotSegment(path)) {
            return Optional.empty();
        }
        return Optional.of(new RequestTarget(authority, path.contains("/.") ? resolve(path) : path, query));
    }

    /** A backend that decodes before it resolves would see another path than the one that was matched. */
    private static boolean hidesDotSegment(String path) {
        if (!path.contains("%2e") && !path.contains("%2E")) {
            return false;
        }
        String decoded = path.replace("%2e", ".").replace("%2E", ".");
        return !resolve(decoded).equals(decoded);
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
}

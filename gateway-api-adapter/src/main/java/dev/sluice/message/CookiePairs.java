package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** The pairs of a name and a value in the Cookie headers of a request. Source: RFC 6265, section 4.2. */
public final class CookiePairs {

    private CookiePairs() {}

    /** Chooses among names without a copy of each. */
    @FunctionalInterface
    public interface Names {

        /** Whether this part of a header is one of the names. */
        boolean has(String field, int from, int to);

        /** One name, letter by letter. */
        static Names only(String name) {
            return (field, from, to) -> to - from == name.length() && field.startsWith(name, from);
        }

        /** All that begin with this. */
        static Names from(String prefix) {
            return (field, from, to) -> to - from >= prefix.length() && field.startsWith(prefix, from);
        }

        /** These and the other's. */
        default Names or(Names other) {
            return (field, from, to) -> has(field, from, to) || other.has(field, from, to);
        }
    }

    /**
     * Values in their order.
     *
     * @param most how many are looked for
     */
    public static List<String> values(HttpHeaders request, Names names, int most) {
        List<String> found = List.of();
        for (String field : request.getAll(HttpHeaderNames.COOKIE)) {
            int start = 0;
            while (start < field.length() && found.size() < most) {
                int end = end(field, start);
                int equals = equals(field, start, end, names);
                if (equals >= 0) {
                    found = found.isEmpty() ? new ArrayList<>(1) : found;
                    found.add(field.substring(equals + 1, end).strip());
                }
                start = end + 1;
            }
        }
        return found;
    }

    /** The names that there are, in their order. */
    public static List<String> names(HttpHeaders request, Names names) {
        List<String> found = new ArrayList<>();
        for (String field : request.getAll(HttpHeaderNames.COOKIE)) {
            int start = 0;
            while (start < field.length()) {
                int end = end(field, start);
                int equals = equals(field, start, end, names);
                if (equals >= 0) {
                    found.add(field.substring(start, equals).strip());
                }
                start = end + 1;
            }
        }
        return found;
    }

    /** Takes the pairs out of a request, and leaves the rest as it is. */
    public static void strip(HttpHeaders request, Names names) {
        List<String> fields = request.getAll(HttpHeaderNames.COOKIE);
        if (fields.stream().noneMatch(field -> isIn(field, names))) {
            return;
        }
        List<String> kept = fields.stream()
                .map(field -> stripped(field, names))
                .filter(field -> !field.isEmpty())
                .toList();
        request.remove(HttpHeaderNames.COOKIE);
        request.add(HttpHeaderNames.COOKIE, kept);
    }

    private static boolean isIn(String field, Names names) {
        int start = 0;
        while (start < field.length()) {
            int end = end(field, start);
            if (equals(field, start, end, names) >= 0) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static String stripped(String field, Names names) {
        StringBuilder kept = new StringBuilder(field.length());
        int start = 0;
        while (start < field.length()) {
            int end = end(field, start);
            if (equals(field, start, end, names) < 0) {
                kept.append(kept.isEmpty() ? "" : ";").append(field, start, end);
            }
            start = end + 1;
        }
        return kept.toString().strip();
    }

    private static int end(String field, int start) {
        int end = field.indexOf(';', start);
        return end < 0 ? field.length() : end;
    }

    /** Where the sign of a pair is whose name is one of these; -1 for other pairs. */
    private static int equals(String field, int start, int end, Names names) {
        int from = start;
        while (from < end && field.charAt(from) == ' ') {
            from++;
        }
        int equals = field.indexOf('=', from);
        return equals >= 0 && equals < end && names.has(field, from, equals) ? equals : -1;
    }
}

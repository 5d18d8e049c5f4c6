package dev.sluice.table;

import java.util.Locale;

/** Paths as they are compared. */
final class PathText {

    private PathText() {}

    /**
     * The path with all percent-encodings in upper case: {@code %2f} and {@code %2F} are the same. Source: RFC 3986,
     * section 6.2.2.1. Its length stays.
     */
    static String comparable(String path) {
        int percent = path.indexOf('%');
        if (percent < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path);
        for (int at = percent; at >= 0 && at + 2 < path.length(); at = path.indexOf('%', at + 3)) {
            text.replace(at + 1, at + 3, path.substring(at + 1, at + 3).toUpperCase(Locale.ROOT));
        }
        return text.toString();
    }
}

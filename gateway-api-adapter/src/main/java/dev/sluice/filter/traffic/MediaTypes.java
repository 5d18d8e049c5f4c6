package dev.sluice.filter.traffic;

import dev.sluice.message.FieldSyntax;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set of media types. Source: RFC 9110, section 8.3.1. */
final class MediaTypes {

    private static final String ALL = "/*";

    private final Set<String> patterns = new HashSet<>();

    /** @param patterns such as {@code text/*}, each one that {@link #isPattern} takes */
    MediaTypes(List<String> patterns) {
        patterns.forEach(pattern -> this.patterns.add(pattern.toLowerCase(Locale.ROOT)));
    }

    static boolean isPattern(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && FieldSyntax.isName(text.substring(0, slash))
                && FieldSyntax.isName(text.substring(slash + 1));
    }

    /** Whether a Content-Type is one of these, whatever its parameters. */
    boolean contain(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        int slash = type.indexOf('/');
        return patterns.contains(type) || (slash > 0 && patterns.contains(type.substring(0, slash) + ALL));
    }
}

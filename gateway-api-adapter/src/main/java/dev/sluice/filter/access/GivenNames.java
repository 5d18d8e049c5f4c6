package dev.sluice.filter.access;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.message.FieldSyntax;
import dev.sluice.message.HopByHop;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks arguments that name headers. */
public final class GivenNames {

    /** Those that say what a request is; a filter must not write them. */
    private static final Set<String> OF_THE_REQUEST = Set.of("host", "content-type", "forwarded", "via", "cookie");

    private GivenNames() {}

    /** The name, which a filter may read and write. */
    public static String checked(String argument, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!FieldSyntax.isName(name)) {
            throw new InvalidArgument(
                    argument, "\"%s\" is no name of a header; use one such as X-User".formatted(name));
        }
        if (HopByHop.covers(name) || OF_THE_REQUEST.contains(lower) || lower.startsWith("x-forwarded")) {
            throw new InvalidArgument(argument, "%s has a meaning of its own; use another header".formatted(name));
        }
        return name;
    }

    /** Two names that must differ. */
    public static void different(String argument, String name, String other, String otherName) {
        if (name.equalsIgnoreCase(otherName)) {
            throw new InvalidArgument(argument, "is that of %s too; use another header".formatted(other));
        }
    }

    /** An argument that must be written. */
    public static void required(String argument, @Nullable Object value) {
        if (value == null) {
            throw new InvalidArgument(argument, "missing; set it");
        }
    }
}

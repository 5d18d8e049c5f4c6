package dev.sluice.program;

import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.PathModification.ReplaceFullPath;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A path modifier, ready to run on the raw path. Source: HTTPPathModifier. */
@FunctionalInterface
interface PathChange {

    /**
     * Makes the new path.
     *
     * @param match the entry of the rule that was met
     */
    String apply(String path, RouteMatch match);

    /**
     * Prepares a modifier.
     *
     * @param modification null: the path stays as it is
     */
    static PathChange compile(@Nullable PathModification modification) {
        return switch (modification) {
            case null -> (path, match) -> path;
            case ReplaceFullPath full -> {
                String replacement = atLeastRoot(encode(full.path()));
                yield (path, match) -> replacement;
            }
            case ReplacePrefixMatch prefix -> {
                String replacement = withoutTrailingSlash(encode(prefix.prefix()));
                yield replacement.isEmpty()
                        ? (path, match) -> oneSlashFirst(rest(path, match.path()))
                        : (path, match) -> atLeastRoot(replacement + rest(path, match.path()));
            }
        };
    }

    /**
     * What follows the matched prefix: nothing, or something that starts with a slash. Only a prefix can be replaced;
     * {@link ProgramCompiler} refuses the rest.
     */
    private static String rest(String path, PathMatch match) {
        return path.substring(Math.min(withoutTrailingSlash(match.value()).length(), path.length()));
    }

    /**
     * {@code //b.test} would be {@code /} of another host for a backend that redirects to its path, RFC 3986, section
     * 4.2. Where the prefix becomes nothing, the empty segments behind it do too.
     */
    private static String oneSlashFirst(String path) {
        int slashes = 0;
        while (slashes < path.length() && path.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes > 1 ? path.substring(slashes - 1) : atLeastRoot(path);
    }

    private static String atLeastRoot(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Percent-encodes what cannot stand in the path of a request line or would end the path there. */
    private static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length());
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && octet != '?' && octet != '#') {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return encoded.toString();
    }
}

package dev.sluice.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arrows that a {@code package-info.java} declares in its sentence {@code May depend on: ...}.
 *
 * <p>The sentence goes to the end of its Javadoc paragraph. It is {@code nothing}, or names relative to the root
 * package, each in a {@code @code} tag and parted by commas: a name is that package alone, a trailing {@code .*} stands
 * for all packages below it, and {@code *} alone for every package.
 *
 * @param allowed the names as written; empty for {@code nothing}
 */
public record PackageSign(List<String> allowed) {

    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern LINE_START = Pattern.compile("(?m)^\\s*\\* ?");
    private static final Pattern SENTENCE =
            Pattern.compile("May depend on:(.*?)(?=\\n\\s*\\n|<p>|\\n\\s*@|\\z)", Pattern.DOTALL);
    private static final Pattern NAME =
            Pattern.compile("\\{@code ([a-z][a-z0-9]*(?:\\.[a-z][a-z0-9]*)*(?:\\.\\*)?|\\*)}");

    public PackageSign {
        allowed = List.copyOf(allowed);
    }

    /**
     * Reads a {@code package-info.java}.
     *
     * @return empty when the file has no such sentence, or one that cannot be read
     */
    static Optional<PackageSign> read(Path packageInfo) {
        try {
            return parse(Files.readString(packageInfo));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<PackageSign> parse(String source) {
        Matcher javadoc = JAVADOC.matcher(source);
        if (!javadoc.find()) {
            return Optional.empty();
        }
        String text = LINE_START.matcher(javadoc.group(1)).replaceAll("");
        Matcher sentence = SENTENCE.matcher(text);
        if (!sentence.find()) {
            return Optional.empty();
        }
        return parseNames(sentence.group(1).strip());
    }

    private static Optional<PackageSign> parseNames(String names) {
        if (names.equals("nothing") || names.equals("nothing.")) {
            return Optional.of(new PackageSign(List.of()));
        }
        List<String> allowed =
                NAME.matcher(names).results().map(result -> result.group(1)).toList();
        // What is left beside the names must be commas: a sentence that is half understood would allow too little or
        // hide
        // a mistake.
        String rest = NAME.matcher(names).replaceAll((MatchResult _) -> "").replaceAll("[\\s,.]", "");
        return allowed.isEmpty() || !rest.isEmpty() ? Optional.empty() : Optional.of(new PackageSign(allowed));
    }

    /** Tells whether an arrow to this package, named relative to the root package, is declared. */
    boolean allows(String target) {
        return allowed.stream().anyMatch(name -> matches(name, target));
    }

    private static boolean matches(String name, String target) {
        if (name.equals("*")) {
            return true;
        }
        if (name.endsWith(".*")) {
            return target.startsWith(name.substring(0, name.length() - 1));
        }
        return name.equals(target);
    }
}

package dev.sluice.source;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in what a user wrote, in words that help to fix it.
 *
 * @param location {@code file:line:column}, from 1; null where there is no file
 * @param object such as {@code HTTPRoute shop/cart}; null where it cannot be told
 * @param field such as {@code spec.rules[0].matches}; null where the whole object or file is meant
 * @param cause what is wrong, with the value found and what was expected
 * @param remedy what to do about it; empty where the cause says so already
 */
public record Problem(
        Severity severity,
        @Nullable String location,
        @Nullable String object,
        @Nullable String field,
        String cause,
        String remedy) {

    /** Characters of a line; what is cut off is in the status of the object and in {@code /actuator/sluice}. */
    private static final int LONGEST_LINE = 2_000;

    /** Whether the objects can be used all the same. */
    public enum Severity {
        /** They cannot: the last good configuration is kept. */
        ERROR,
        /** They can. */
        WARNING,
        /** They can, and there is nothing to do. */
        NOTE;

        /** {@code error}, {@code warning} or {@code note}. */
        public String word() {
            return switch (this) {
                case ERROR -> "error";
                case WARNING -> "warning";
                case NOTE -> "note";
            };
        }
    }

    /** The same with another severity. */
    public Problem with(Severity other) {
        return new Problem(other, location, object, field, cause, remedy);
    }

    /**
     * The same with its place, where it names an object and no place.
     *
     * @param places a field that is no path, such as a condition, has the place of its object
     */
    public Problem in(Places places) {
        if (location != null || object == null) {
            return this;
        }
        String path = field != null && (field.startsWith("spec.") || field.startsWith("metadata.")) ? field : null;
        return places.of(object, path)
                .map(place -> new Problem(severity, place, object, field, cause, remedy))
                .orElse(this);
    }

    /** One line that says what is wrong and not what to do about it. */
    public String fact() {
        return text("", "");
    }

    /** One line for where the severity is shown beside it: {@code routes/shop.yaml:14:9 HTTPRoute shop/cart: …}. */
    public String line() {
        return line("");
    }

    /** One line: {@code routes/shop.yaml:14:9 error HTTPRoute shop/cart: spec.rules[0].x: cause; remedy}. */
    @Override
    public String toString() {
        return line(severity.word());
    }

    private String line(String word) {
        return text(word, remedy);
    }

    private String text(String word, String toDo) {
        String subject = join(" ", location, word, object);
        String text = join("; ", join(": ", subject, field, cause), toDo);
        String shown = text.codePoints()
                .limit(LONGEST_LINE)
                .mapToObj(Problem::printable)
                .collect(Collectors.joining());
        return text.codePointCount(0, text.length()) > LONGEST_LINE ? shown + "…" : shown;
    }

    private static String join(String separator, @Nullable String... parts) {
        return Stream.of(parts).filter(part -> part != null && !part.isEmpty()).collect(Collectors.joining(separator));
    }

    /** What a file says must neither begin a line of its own nor steer the terminal. */
    private static String printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                "\\x{%X}".formatted(character);
            default -> Character.toString(character);
        };
    }
}

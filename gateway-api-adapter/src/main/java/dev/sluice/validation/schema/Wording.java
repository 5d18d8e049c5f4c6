package dev.sluice.validation.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The words of messages. */
final class Wording {

    /** What to do about a value that breaks a pattern. */
    static final String WRITE_IN_THAT_FORM = "write it in that form";

    private static final int LONGEST_VALUE = 80;

    private Wording() {}

    /** A value as it was written, cut where it is long. */
    static String show(JsonNode value) {
        String text = value.isString() ? value.stringValue() : value.toString();
        String cut = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
        return value.isString() ? '"' + cut + '"' : cut;
    }

    static String typeOf(JsonNode value) {
        if (value.isString()) {
            return "string";
        }
        if (value.isIntegralNumber()) {
            return "integer";
        }
        if (value.isNumber()) {
            return "number";
        }
        if (value.isBoolean()) {
            return "boolean";
        }
        return value.isArray() ? "array" : value.isObject() ? "object" : "null";
    }

    static String wrongType(JsonNode value, Schema expected) {
        String found = typeOf(value);
        if (value.isNull()) {
            return "leave the field out or give it a value";
        }
        if (expected instanceof StringSchema && (value.isNumber() || value.isBoolean())) {
            return "write it in quotes: without them YAML reads " + article(found) + ", as kubectl does";
        }
        if (value.isString() && (expected instanceof IntegerSchema || expected instanceof BooleanSchema)) {
            return "write it without quotes, as " + article(expected.type());
        }
        return "give " + article(expected.type())
                + (expected instanceof ArraySchema ? ": lines that start with \"- \"" : "");
    }

    /** {@code did you mean "matches"?}, or the names that would do. */
    static String instead(String wrong, Collection<String> known) {
        return nearest(wrong, known)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> "choose one of " + String.join(", ", known));
    }

    static Optional<String> nearest(String wrong, Collection<String> known) {
        String lower = wrong.toLowerCase(Locale.ROOT);
        int furthest = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= furthest
                        || (lower.length() > 3 && name.toLowerCase(Locale.ROOT).endsWith(lower)))
                .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
    }

    private static String article(String type) {
        return ("aeio".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
    }

    /** Levenshtein's: how many characters must be added, dropped or changed. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}

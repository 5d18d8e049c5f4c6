package dev.sluice.validation.schema;

import java.util.Collection;
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
        return NearestName.of(wrong, known)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> "choose one of " + String.join(", ", known));
    }

    private static String article(String type) {
        return ("aeio".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
    }
}

package dev.sluice.validation.schema;

import java.util.List;

/**
 * A whole number.
 *
 * @param oneOf the only values; empty: every value within both bounds
 */
public record IntegerSchema(long min, long max, List<Long> oneOf) implements Schema {

    public IntegerSchema {
        oneOf = List.copyOf(oneOf);
    }

    boolean allows(long value) {
        return value >= min && value <= max && (oneOf.isEmpty() || oneOf.contains(value));
    }

    /** What a value may be, for a message. */
    String expected() {
        if (!oneOf.isEmpty()) {
            return "one of " + oneOf;
        }
        return max == Integer.MAX_VALUE || max == Long.MAX_VALUE ? min + " or more" : min + "-" + max;
    }

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public String type() {
        return "integer";
    }
}

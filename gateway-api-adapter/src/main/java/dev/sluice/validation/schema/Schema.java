package dev.sluice.validation.schema;

import java.util.Arrays;
import java.util.List;

/** What a value may be. */
public sealed interface Schema
        permits AnySchema,
                ArraySchema,
                BooleanSchema,
                IntegerSchema,
                MapSchema,
                ObjectSchema,
                PortSchema,
                StringSchema {

    /** Cross-field rules, asked once the value has the right shape. */
    List<Rule> rules();

    /** The word for the type, such as {@code string}. */
    String type();

    /** Anything at all. */
    static Schema any() {
        return new AnySchema();
    }

    /** True or false. */
    static Schema bool() {
        return new BooleanSchema();
    }

    /** A whole number within both bounds. */
    static IntegerSchema integer(long min, long max) {
        return new IntegerSchema(min, max, List.of());
    }

    /** One of these numbers. */
    static IntegerSchema oneOf(long... values) {
        return new IntegerSchema(
                Long.MIN_VALUE, Long.MAX_VALUE, Arrays.stream(values).boxed().toList());
    }

    /** Any string. */
    static StringSchema string() {
        return StringSchema.ANY;
    }

    /** One of these strings. */
    static StringSchema oneOf(String... values) {
        return StringSchema.ANY.oneOf(List.of(values));
    }

    /** A list with any number of items. */
    static ArraySchema list(Schema item) {
        return new ArraySchema(item, 0, Integer.MAX_VALUE, ArraySchema.Uniqueness.none(), List.of());
    }

    /** A map from strings to values of one schema. */
    static MapSchema map(Schema value) {
        return new MapSchema(string(), value, Integer.MAX_VALUE, List.of());
    }

    /** An object without fields yet. */
    static ObjectSchema object() {
        return ObjectSchema.EMPTY;
    }
}

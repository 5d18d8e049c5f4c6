package dev.sluice.validation.schema;

import java.util.List;

/**
 * A list.
 *
 * @param minItems least number of items
 * @param maxItems greatest number of items
 */
public record ArraySchema(Schema item, int minItems, int maxItems, Uniqueness uniqueness, List<Rule> rules)
        implements Schema {

    public ArraySchema {
        rules = List.copyOf(rules);
    }

    /**
     * What must differ between items: {@code listType} and {@code listMapKey} of the API.
     *
     * @param set items themselves differ
     * @param keys fields whose values together differ; empty: none
     */
    public record Uniqueness(boolean set, List<String> keys) {

        static Uniqueness none() {
            return new Uniqueness(false, List.of());
        }
    }

    /** Bounds of the number of items, both included. */
    public ArraySchema size(int min, int max) {
        return new ArraySchema(item, min, max, uniqueness, rules);
    }

    /** Items are unlike each other. */
    public ArraySchema asSet() {
        return new ArraySchema(item, minItems, maxItems, new Uniqueness(true, List.of()), rules);
    }

    /** Items have unlike keys. */
    public ArraySchema asMap(String... keys) {
        return new ArraySchema(item, minItems, maxItems, new Uniqueness(false, List.of(keys)), rules);
    }

    /** One rule more, asked of the list. */
    public ArraySchema rule(Rule rule) {
        return new ArraySchema(item, minItems, maxItems, uniqueness, Rule.join(rules, rule));
    }

    @Override
    public String type() {
        return "array";
    }
}

package dev.sluice.validation.schema;

import java.util.List;

/** A map from strings to values of one schema. */
public record MapSchema(StringSchema key, Schema value, int maxEntries, List<Rule> rules) implements Schema {

    public MapSchema {
        rules = List.copyOf(rules);
    }

    /** What a key may be. */
    public MapSchema keys(StringSchema schema) {
        return new MapSchema(schema, value, maxEntries, rules);
    }

    /** Greatest number of entries. */
    public MapSchema atMost(int entries) {
        return new MapSchema(key, value, entries, rules);
    }

    /** One rule more, asked of the map. */
    public MapSchema rule(Rule rule) {
        return new MapSchema(key, value, maxEntries, Rule.join(rules, rule));
    }

    @Override
    public String type() {
        return "object";
    }
}

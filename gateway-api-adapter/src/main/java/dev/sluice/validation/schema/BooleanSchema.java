package dev.sluice.validation.schema;

import java.util.List;

/** True or false. */
public record BooleanSchema() implements Schema {

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public String type() {
        return "boolean";
    }
}

package dev.sluice.validation.schema;

import java.util.List;

/** Anything: the value is not looked into, such as a status. */
public record AnySchema() implements Schema {

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public String type() {
        return "anything";
    }
}

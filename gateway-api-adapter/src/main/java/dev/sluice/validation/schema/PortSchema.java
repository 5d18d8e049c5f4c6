package dev.sluice.validation.schema;

import java.util.List;

/** A port number or a port's name: IntOrString as Service's targetPort uses it. */
public record PortSchema(StringSchema name) implements Schema {

    @Override
    public List<Rule> rules() {
        return List.of();
    }

    @Override
    public String type() {
        return "integer or string";
    }
}

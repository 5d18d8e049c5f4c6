package dev.sluice.validation.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what the API server fills in: the defaults of fields that are left out. */
final class Presets {

    private Presets() {}

    /** Changes the tree: nulls go, defaults come, and a default's own fields get theirs. */
    static void fill(Schema schema, JsonNode value) {
        switch (schema) {
            case ObjectSchema object -> {
                if (value instanceof ObjectNode node) {
                    fillObject(object, node);
                }
            }
            case ArraySchema array -> {
                if (value.isArray()) {
                    value.values().forEach(item -> fill(array.item(), item));
                }
            }
            case MapSchema map -> {
                if (value instanceof ObjectNode node) {
                    node.properties().removeIf(entry -> entry.getValue().isNull());
                    node.values().forEach(entry -> fill(map.value(), entry));
                }
            }
            case AnySchema _, BooleanSchema _, IntegerSchema _, PortSchema _, StringSchema _ -> {}
        }
    }

    private static void fillObject(ObjectSchema schema, ObjectNode node) {
        schema.fields().forEach((name, field) -> {
            JsonNode given = node.path(name);
            // The API server takes a null for a field left out. That of a required one stays, to be told of.
            if (!field.required() && (given.isNull() || field.unset().contains(given))) {
                node.remove(name);
            }
            if (field.preset() != null && !node.has(name)) {
                node.set(name, field.preset().deepCopy());
            }
            fill(field.schema(), node.path(name));
        });
    }
}

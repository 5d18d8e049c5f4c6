package dev.sluice.validation.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what the API server fills in: the defaults of fields that are left out. */
final class Presets {

    private Presets() {}

    /** Changes the tree; a default's own fields get theirs, too. */
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
                if (value.isObject()) {
                    value.values().forEach(entry -> fill(map.value(), entry));
                }
            }
            case AnySchema _, BooleanSchema _, IntegerSchema _, PortSchema _, StringSchema _ -> {}
        }
    }

    private static void fillObject(ObjectSchema schema, ObjectNode node) {
        schema.fields().forEach((name, field) -> {
            JsonNode given = node.get(name);
            // A null is taken for a field left out where there is a default, as the API server does.
            if (field.preset() != null && (given == null || given.isNull())) {
                given = field.preset().deepCopy();
                node.set(name, given);
            }
            if (given != null) {
                fill(field.schema(), given);
            }
        });
    }
}

package dev.sluice.validation.schema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds the fields of a tree that a schema does not know. */
public final class UnknownFields {

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /**
     * Looks through one tree.
     *
     * @return paths, such as {@code spec.rules[0].extra}; nothing that is below one of them
     */
    public static List<String> of(Schema schema, JsonNode tree) {
        var unknown = new UnknownFields();
        unknown.find(schema, tree, FieldPath.ROOT);
        return List.copyOf(unknown.found);
    }

    private void find(Schema schema, JsonNode value, FieldPath path) {
        switch (schema) {
            case ObjectSchema object -> find(object, value, path);
            case ArraySchema array -> {
                int index = 0;
                for (JsonNode item : value.isArray() ? value.values() : List.<JsonNode>of()) {
                    find(array.item(), item, path.item(index++));
                }
            }
            case MapSchema map ->
                value.properties().forEach(entry -> find(map.value(), entry.getValue(), path.field(entry.getKey())));
            case AnySchema _, BooleanSchema _, IntegerSchema _, PortSchema _, StringSchema _ -> {}
        }
    }

    private void find(ObjectSchema schema, JsonNode value, FieldPath path) {
        value.properties().forEach(entry -> {
            ObjectSchema.Field field = schema.fields().get(entry.getKey());
            if (field == null) {
                found.add(path.field(entry.getKey()).text());
            } else {
                find(field.schema(), entry.getValue(), path.field(entry.getKey()));
            }
        });
    }
}

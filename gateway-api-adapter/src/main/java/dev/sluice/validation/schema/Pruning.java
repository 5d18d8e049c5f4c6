package dev.sluice.validation.schema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes away the fields that a schema does not know. */
public final class Pruning {

    private final List<String> taken = new ArrayList<>();

    private Pruning() {}

    /**
     * Prunes one tree.
     *
     * @param tree is changed
     * @return paths of what was taken away, such as {@code spec.rules[0].extra}
     */
    public static List<String> prune(Schema schema, JsonNode tree) {
        var pruning = new Pruning();
        pruning.prune(schema, tree, FieldPath.ROOT);
        return List.copyOf(pruning.taken);
    }

    private void prune(Schema schema, JsonNode value, FieldPath path) {
        switch (schema) {
            case ObjectSchema object -> {
                if (value instanceof ObjectNode node) {
                    pruneObject(object, node, path);
                }
            }
            case ArraySchema array -> {
                int index = 0;
                for (JsonNode item : value.isArray() ? value.values() : List.<JsonNode>of()) {
                    prune(array.item(), item, path.item(index++));
                }
            }
            case MapSchema map -> {
                if (value.isObject()) {
                    value.properties()
                            .forEach(entry -> prune(map.value(), entry.getValue(), path.field(entry.getKey())));
                }
            }
            case AnySchema _, BooleanSchema _, IntegerSchema _, PortSchema _, StringSchema _ -> {}
        }
    }

    private void pruneObject(ObjectSchema schema, ObjectNode node, FieldPath path) {
        for (String name : List.copyOf(node.propertyNames())) {
            ObjectSchema.Field field = schema.fields().get(name);
            if (field == null) {
                node.remove(name);
                taken.add(path.field(name).text());
            } else {
                prune(field.schema(), node.path(name), path.field(name));
            }
        }
    }
}

package dev.sluice.infrastructure.write;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes merge patches. Source: RFC 7396. */
final class MergePatch {

    private MergePatch() {}

    /** What makes the one object the other, whole; empty where they are equal. A missing one is taken for empty. */
    static ObjectNode between(JsonNode before, JsonNode now) {
        var patch = JsonNodeFactory.instance.objectNode();
        for (var field : now.properties()) {
            var old = before.path(field.getKey());
            if (!field.getValue().equals(old)) {
                patch.set(
                        field.getKey(),
                        old.isObject() && field.getValue().isObject()
                                ? between(old, field.getValue())
                                : field.getValue());
            }
        }
        before.propertyNames().stream().filter(name -> !now.has(name)).forEach(patch::putNull);
        return patch;
    }
}

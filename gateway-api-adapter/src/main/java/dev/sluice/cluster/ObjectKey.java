package dev.sluice.cluster;

import dev.sluice.resource.ObjectName;
import tools.jackson.databind.JsonNode;

/**
 * Names one object among all kinds.
 *
 * @param kind such as {@code HTTPRoute}
 */
public record ObjectKey(String kind, ObjectName name) {

    /**
     * The key of a tree.
     *
     * @param kind which objects out of a list need not name themselves
     */
    public static ObjectKey of(String kind, JsonNode object) {
        var metadata = object.path("metadata");
        var namespace = metadata.path("namespace").asString("");
        return new ObjectKey(
                kind, new ObjectName(namespace, metadata.path("name").asString("")));
    }

    /** {@code HTTPRoute shop/cart}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}

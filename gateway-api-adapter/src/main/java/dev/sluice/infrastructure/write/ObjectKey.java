package dev.sluice.infrastructure.write;

import dev.sluice.resource.ObjectName;
import tools.jackson.databind.JsonNode;

/** Kind and name of an object. */
record ObjectKey(String kind, ObjectName name) {

    /**
     * The key of a tree.
     *
     * @param kind which objects out of a list need not name themselves
     */
    static ObjectKey of(String kind, JsonNode object) {
        var metadata = object.path("metadata");
        return new ObjectKey(
                kind,
                new ObjectName(
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString("")));
    }

    /** {@code kind namespace/name}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}

package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a writer of status needs of an object; nothing else of what the API server answers is kept.
 *
 * @param path where the API server has it
 * @param namespace empty where it has none
 * @param version resourceVersion
 * @param status as it is stored; may be missing
 */
record StoredStatus(ObjectKey key, String path, String namespace, String version, long generation, JsonNode status) {

    static StoredStatus of(ObjectNode object) {
        var metadata = object.path("metadata");
        var key = ObjectKey.of(object.path("kind").asString(""), object);
        return new StoredStatus(
                key,
                ResourcePath.of(object),
                key.name().namespace(),
                version(object),
                metadata.path("generation").longValue(0),
                object.path("status"));
    }

    static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }
}

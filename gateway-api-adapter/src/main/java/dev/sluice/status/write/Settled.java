package dev.sluice.status.write;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of an object after its status was written, found right, or refused. It holds until either the object or
 * its wanted status is another. The API server may leave out members that its CRD does not know; asking again would not
 * change that.
 *
 * @param seen resourceVersion of the object that we were shown when we began
 * @param object as the API server answered last; may be newer
 * @param wanted the status that was dealt with
 */
record Settled(String seen, ObjectNode object, ObjectNode wanted) {

    /** Whether nothing newer was shown to us since. */
    boolean isNewest(JsonNode shown) {
        var version = version(shown);
        return version.equals(seen) || version.equals(version(object));
    }

    static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }
}

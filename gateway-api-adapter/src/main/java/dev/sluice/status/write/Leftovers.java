package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds entries of ours on objects that we no longer say anything about: a route that names none of our Gateways any
 * more. Source: RouteParentStatus.controllerName, "cleaned up when they are no longer necessary".
 */
final class Leftovers {

    private static final ObjectNode NO_PARENTS = without("parents");
    private static final ObjectNode NO_ANCESTORS = without("ancestors");

    private static final Map<String, ObjectNode> BY_KIND = Map.of(
            "HTTPRoute", NO_PARENTS,
            "GRPCRoute", NO_PARENTS,
            "TLSRoute", NO_PARENTS,
            "TCPRoute", NO_PARENTS,
            "UDPRoute", NO_PARENTS,
            "BackendTLSPolicy", NO_ANCESTORS);

    private Leftovers() {}

    /**
     * The status without entries of ours, for each such object.
     *
     * @param named the objects that we do say something about
     */
    static Map<ObjectKey, ObjectNode> of(
            StoredObjects stored, Map<ObjectKey, ObjectNode> named, String controllerName) {
        var leftovers = new HashMap<ObjectKey, ObjectNode>();
        BY_KIND.forEach((kind, emptied) -> {
            for (ObjectNode object : stored.all(kind)) {
                var key = ObjectKey.of(kind, object);
                if (!named.containsKey(key) && StatusMerge.holdsEntries(object, controllerName)) {
                    leftovers.put(key, emptied);
                }
            }
        });
        return leftovers;
    }

    private static ObjectNode without(String member) {
        var status = JsonNodeFactory.instance.objectNode();
        status.putArray(member);
        return status;
    }
}

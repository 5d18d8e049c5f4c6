package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds entries of ours on objects that we no longer say anything about: a route that names none of our Gateways any
 * more. Source: RouteParentStatus.controllerName, "cleaned up when they are no longer necessary".
 */
final class Leftovers {

    /** By the word of a kind whose status has entries: the status without any. */
    private static final Map<String, ObjectNode> BY_KIND = byKind();

    private Leftovers() {}

    /**
     * The status without entries of ours, for each such object.
     *
     * @param named the objects that we do say something about
     */
    static Map<ObjectKey, ObjectNode> of(StoredObjects stored, Set<ObjectKey> named, String controllerName) {
        var leftovers = new HashMap<ObjectKey, ObjectNode>();
        BY_KIND.forEach((kind, emptied) -> {
            for (ObjectNode object : stored.all(kind)) {
                var key = ObjectKey.of(kind, object);
                if (!named.contains(key) && StatusMerge.holdsEntries(StoredStatus.of(object), controllerName)) {
                    leftovers.put(key, emptied);
                }
            }
        });
        return leftovers;
    }

    private static Map<String, ObjectNode> byKind() {
        var byKind = new HashMap<String, ObjectNode>();
        for (Kind<?> kind : Kinds.ALL) {
            switch (kind.status()) {
                case PARENTS -> byKind.put(kind.word(), without("parents"));
                case ANCESTORS -> byKind.put(kind.word(), without("ancestors"));
                case NONE, OWN -> {}
            }
        }
        return byKind;
    }

    private static ObjectNode without(String member) {
        var status = JsonNodeFactory.instance.objectNode();
        status.putArray(member);
        return status;
    }
}

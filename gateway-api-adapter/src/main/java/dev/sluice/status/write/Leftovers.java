package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.status.write.WantedStatuses.Wanted;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds entries of ours on objects that we no longer say anything about: a route that names none of our Gateways any
 * more. Source: RouteParentStatus.controllerName, "cleaned up when they are no longer necessary".
 */
final class Leftovers {

    /** By the word of a kind whose status has entries: the status without any. */
    private static final Map<String, Wanted> BY_KIND = byKind();

    private Leftovers() {}

    /** Words of the kinds of which there can be some. */
    static Set<String> kinds() {
        return BY_KIND.keySet();
    }

    /** The status of a stored object without entries of ours; null where it has none. */
    static @Nullable Wanted of(ObjectKey key, ObjectNode object, String controllerName) {
        var emptied = BY_KIND.get(key.kind());
        return emptied != null && StatusMerge.holdsEntries(StoredStatus.of(object), controllerName) ? emptied : null;
    }

    private static Map<String, Wanted> byKind() {
        var byKind = new HashMap<String, Wanted>();
        for (Kind<?> kind : Kinds.ALL) {
            switch (kind.status()) {
                case PARENTS -> byKind.put(kind.word(), without("parents"));
                case ANCESTORS -> byKind.put(kind.word(), without("ancestors"));
                case NONE, OWN -> {}
            }
        }
        return Map.copyOf(byKind);
    }

    private static Wanted without(String member) {
        var status = JsonNodeFactory.instance.objectNode();
        status.putArray(member);
        return Wanted.of(status);
    }
}

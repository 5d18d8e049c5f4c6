package dev.sluice.cluster;

import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects as the API server sent them last: who they are, metadata.resourceVersion and generation, and a status of
 * ours. Those that we make for Gateways, those of our own namespace, and the specification of GatewayClasses are whole.
 * A view, never the truth: whoever writes must expect a conflict. Nobody may change a tree that was handed out. Called
 * by any thread; never blocks.
 */
public interface StoredObjects {

    /** Whether everything that is watched was read at least once. */
    boolean complete();

    /**
     * One object.
     *
     * @param kind such as {@code HTTPRoute}
     * @return empty where there is none, or where the kind is not watched
     */
    Optional<ObjectNode> find(String kind, ObjectName name);

    /** Every object of a kind, in no order; empty where the kind is not watched. */
    List<ObjectNode> all(String kind);

    /**
     * Asks to be told of changes.
     *
     * @param changed called after each change with those objects that came, went or have another version, and with none
     *     where only {@link #complete} may be another; on a thread of the source; must not block
     */
    void onChange(Consumer<Set<ObjectKey>> changed);
}

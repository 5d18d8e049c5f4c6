package dev.sluice.graph.route;

import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.ListenerSetNode;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of ours that a parentRef can name: Gateways, and ListenerSets of these. Each has its own Listeners alone:
 * a route at a Gateway is not at its ListenerSets. Source: GEP-1713, "Route Attachment".
 */
final class ParentIndex {

    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    private final Map<Key, Parent> parents = new HashMap<>();

    ParentIndex(List<GatewayNode> gateways) {
        for (GatewayNode gateway : gateways) {
            var name = gateway.resource().name();
            parents.put(
                    new Key(GATEWAY_GROUP, "Gateway", name), new Parent("Gateway " + name, true, gateway.listeners()));
            gateway.listenerSets().forEach(this::add);
        }
    }

    private record Key(String group, String kind, ObjectName name) {}

    /**
     * One of them.
     *
     * @param text such as {@code ListenerSet shop/web}
     * @param attached false for a ListenerSet that its Gateway does not let in
     * @param listeners its own; none where it is not attached
     */
    record Parent(String text, boolean attached, List<ListenerNode> listeners) {}

    /** What a parentRef of a route in this namespace names; empty where it is not ours. */
    Optional<Parent> find(ParentRef ref, String routeNamespace) {
        var namespace = ref.namespace();
        var name = new ObjectName(namespace == null ? routeNamespace : namespace, ref.name());
        return Optional.ofNullable(parents.get(new Key(ref.group(), ref.kind(), name)));
    }

    private void add(ListenerSetNode node) {
        ListenerSet listenerSet = node.resource();
        parents.put(
                new Key(listenerSet.kind().group(), listenerSet.kind().word(), listenerSet.name()),
                new Parent(
                        listenerSet.kind() + " " + listenerSet.name(),
                        !node.listeners().isEmpty(),
                        node.listeners()));
    }
}

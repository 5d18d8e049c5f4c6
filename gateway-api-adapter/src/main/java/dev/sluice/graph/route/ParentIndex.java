package dev.sluice.graph.route;

import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.ListenerSetNode;
import dev.sluice.graph.reading.Key;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of ours that a parentRef can name: Gateways, and ListenerSets of these. Each has only its own Listeners:
 * a route at a Gateway is not at its ListenerSets. Source: GEP-1713, "Route Attachment".
 */
public final class ParentIndex {

    /** Without any. */
    public static final ParentIndex NONE = new ParentIndex(List.of());

    private final Map<Key, Parent> parents = new HashMap<>();

    /** Those of Gateways of ours. */
    public ParentIndex(List<GatewayNode> gateways) {
        for (GatewayNode gateway : gateways) {
            var name = gateway.resource().name();
            parents.put(
                    new Key.Parent(Kinds.GATEWAY.group(), Kinds.GATEWAY.word(), name),
                    new Parent("Gateway " + name, true, places(gateway.listeners(), gateway.confined())));
            gateway.listenerSets().forEach(listenerSet -> add(listenerSet, gateway.confined()));
        }
    }

    /**
     * One of them.
     *
     * @param text such as {@code ListenerSet shop/web}
     * @param attached false for a ListenerSet that its Gateway does not let in
     * @param places its own Listeners; none where it is not attached
     */
    record Parent(String text, boolean attached, List<Place.AtListener> places) {}

    /** Keys of those that are not what they were, as far as routes are concerned. */
    public Set<Key> changedSince(ParentIndex before) {
        var changed = new HashSet<Key>();
        parents.forEach((key, parent) -> {
            if (!parent.equals(before.parents.get(key))) {
                changed.add(key);
            }
        });
        before.parents.keySet().stream()
                .filter(key -> !parents.containsKey(key))
                .forEach(changed::add);
        return changed;
    }

    /** What a parentRef of a route in this namespace names; empty where it is not ours. */
    Optional<Parent> find(ParentRef ref, String routeNamespace, Reading reading) {
        var key = new Key.Parent(ref.group(), ref.kind(), ref.nameFrom(routeNamespace));
        reading.ask(key);
        return Optional.ofNullable(parents.get(key));
    }

    private void add(ListenerSetNode node, @Nullable String confined) {
        var listenerSet = node.resource();
        parents.put(
                new Key.Parent(listenerSet.kind().group(), listenerSet.kind().word(), listenerSet.name()),
                new Parent(
                        listenerSet.kind() + " " + listenerSet.name(),
                        !node.listeners().isEmpty(),
                        places(node.listeners(), confined)));
    }

    private static List<Place.AtListener> places(List<ListenerNode> listeners, @Nullable String confined) {
        return listeners.stream()
                .map(listener -> Place.AtListener.of(listener, confined))
                .toList();
    }
}

package dev.sluice.status;

import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.ListenerSetNode;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of ListenerSets. Source: ListenerSetStatus.
 *
 * @param listeners writes the status of an entry, which is that of a Listener
 */
record ListenerSetStatus(GatewayStatus listeners) {

    Map<String, Object> of(GatewayNode gateway, ListenerSetNode node) {
        var generation = node.resource().metadata().generation();
        var programmed = listeners.programming().of(gateway, node);
        var status = new LinkedHashMap<String, Object>();
        status.put("conditions", ConditionList.of(generation, List.of(node.accepted(), programmed)));
        status.put(
                "listeners",
                node.listeners().stream()
                        .map(listener -> entry(gateway, listener, node.resource()))
                        .toList());
        return status;
    }

    /** ListenerEntryStatus of v1alpha1 has the port too, and must have it. */
    private Map<String, Object> entry(GatewayNode gateway, ListenerNode node, ListenerSet listenerSet) {
        var entry = listeners.listener(gateway, node, listenerSet.metadata().generation());
        if (listenerSet.kind().equals(Kinds.X_LISTENER_SET)) {
            entry.put("port", node.socket().port());
        }
        return entry;
    }
}

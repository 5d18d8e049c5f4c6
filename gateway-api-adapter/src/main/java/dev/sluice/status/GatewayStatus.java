package dev.sluice.status;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.RouteId;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.resource.Gateway.RouteKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The status of Gateways. Source: GatewayStatus.
 *
 * @param attachedRoutes counted also while a Listener is not served
 */
record GatewayStatus(Map<ListenerId, Set<RouteId>> attachedRoutes, Programming programming) {

    Map<String, Object> of(GatewayNode node) {
        var generation = node.resource().metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put(
                "addresses",
                programming.openHosts(node).stream().map(GatewayStatus::address).toList());
        status.put("conditions", ConditionList.of(generation, List.of(node.accepted(), programming.of(node))));
        status.put(
                "listeners",
                node.listeners().stream()
                        .map(listener -> listener(listener, generation))
                        .toList());
        if (!node.resource().spec().allowedListeners().from().equals("None")) {
            status.put("attachedListenerSets", attachedListenerSets(node));
        }
        return status;
    }

    /** Left out where the Gateway lets none in: older versions of Gateway do not know the field. */
    private static int attachedListenerSets(GatewayNode node) {
        return Math.toIntExact(node.listenerSets().stream()
                .filter(listenerSet -> listenerSet.accepted().holds())
                .count());
    }

    /** The status of a Listener or of an entry of a ListenerSet. */
    Map<String, Object> listener(ListenerNode node, long generation) {
        var conditions = new ArrayList<>(node.conditions());
        conditions.add(programming.of(node));
        var status = new LinkedHashMap<String, Object>();
        status.put("name", node.id().name());
        status.put(
                "supportedKinds",
                node.supportedKinds().stream().map(GatewayStatus::kind).toList());
        status.put(
                "attachedRoutes",
                attachedRoutes.getOrDefault(node.id(), Set.of()).size());
        status.put("conditions", ConditionList.of(generation, conditions));
        return status;
    }

    private static Map<String, Object> address(String host) {
        var address = new LinkedHashMap<String, Object>();
        address.put("type", "IPAddress");
        address.put("value", host);
        return address;
    }

    private static Map<String, Object> kind(RouteKind kind) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("group", kind.group());
        entry.put("kind", kind.kind());
        return entry;
    }
}

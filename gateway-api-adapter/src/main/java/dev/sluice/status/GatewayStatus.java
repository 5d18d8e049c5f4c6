package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.graph.gateway.AddressVerdict;
import dev.sluice.graph.gateway.ClientCertificateVerdict;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.resource.Gateway.RouteKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of Gateways. Source: GatewayStatus.
 *
 * @param attachedRoutes counted also while a Listener is not served
 */
record GatewayStatus(RouteCounts attachedRoutes, Programming programming) {

    Map<String, Object> of(GatewayNode node) {
        var generation = node.resource().metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put("addresses", addresses(node));
        status.put("conditions", ConditionList.of(generation, conditions(node)));
        status.put(
                "listeners",
                node.listeners().stream()
                        .map(listener -> listener(node, listener, generation))
                        .toList());
        if (!node.resource().spec().allowedListeners().from().equals("None")) {
            status.put("attachedListenerSets", attachedListenerSets(node));
        }
        return status;
    }

    private List<Condition> conditions(GatewayNode node) {
        var conditions = new ArrayList<>(List.of(node.accepted(), resolvedRefs(node), programming.of(node)));
        if (node.resource().spec().isInsecure()) {
            conditions.add(GatewayConditions.insecureValidation());
        }
        return conditions;
    }

    /** Its own reference comes before those of its Listeners. */
    private static Condition resolvedRefs(GatewayNode node) {
        if (node.clientCertificate() instanceof ClientCertificateVerdict.Refused refused) {
            return refused.resolvedRefs();
        }
        var unresolved = node.listeners().stream()
                .filter(listener -> listener.conditions().stream()
                        .anyMatch(condition -> condition.type() == Condition.Type.RESOLVED_REFS && !condition.holds()))
                .map(listener -> listener.id().name())
                .toList();
        return unresolved.isEmpty()
                ? GatewayConditions.resolvedRefs()
                : GatewayConditions.listenersNotResolved(unresolved);
    }

    /** Left out where the Gateway lets none in: older versions of Gateway do not know the field. */
    private static int attachedListenerSets(GatewayNode node) {
        return Math.toIntExact(node.listenerSets().stream()
                .filter(listenerSet -> listenerSet.accepted().holds())
                .count());
    }

    /** The status of a Listener or of an entry of a ListenerSet. */
    Map<String, Object> listener(GatewayNode gateway, ListenerNode node, long generation) {
        var conditions = new ArrayList<>(node.conditions());
        conditions.add(programming.of(gateway, node));
        var status = new LinkedHashMap<String, Object>();
        status.put("name", node.id().name());
        status.put(
                "supportedKinds",
                node.supportedKinds().stream().map(GatewayStatus::kind).toList());
        status.put("attachedRoutes", attachedRoutes.of(node.id()));
        status.put("conditions", ConditionList.of(generation, conditions));
        return status;
    }

    private List<Map<String, Object>> addresses(GatewayNode node) {
        var addresses = switch (node.provision()) {
            case Provision.OwnSockets _ ->
                programming.openHosts(node).stream()
                        .map(host -> new AddressVerdict.Assigned("IPAddress", host, ""))
                        .toList();
            case Provision.ByService byService -> byService.addresses().addresses();
            case Provision.Nothing _ -> List.<AddressVerdict.Assigned>of();
        };
        return addresses.stream().map(GatewayStatus::address).toList();
    }

    /** Routability is told only where it was asked for: CRDs of the standard channel do not know it. */
    private static Map<String, Object> address(AddressVerdict.Assigned assigned) {
        var address = new LinkedHashMap<String, Object>();
        address.put("type", assigned.type());
        address.put("value", assigned.value());
        if (!assigned.routability().isEmpty()) {
            address.put("routability", assigned.routability());
        }
        return address;
    }

    private static Map<String, Object> kind(RouteKind kind) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("group", kind.group());
        entry.put("kind", kind.kind());
        return entry;
    }
}

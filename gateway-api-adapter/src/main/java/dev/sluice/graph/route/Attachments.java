package dev.sluice.graph.route;

import static java.util.stream.Collectors.toMap;

import dev.sluice.condition.RouteConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.RouteAdmission;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.ParentNode.Verdict;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the Listeners that take a route. Three questions in this order, each with its own reason: does the parentRef
 * name a Listener, does that Listener allow the route, have both a hostname in common.
 */
final class Attachments {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final Map<ObjectName, GatewayNode> gateways;
    private final RouteAdmission admission;

    Attachments(List<GatewayNode> gateways, RouteAdmission admission) {
        this.gateways = gateways.stream().collect(toMap(node -> node.resource().name(), Function.identity()));
        this.admission = admission;
    }

    /** Whether a parentRef of a route in this namespace names a Gateway of ours. */
    boolean isOurs(ParentRef ref, String routeNamespace) {
        return ref.group().equals(GROUP)
                && ref.kind().equals("Gateway")
                && gateways.containsKey(gatewayName(ref, routeNamespace));
    }

    /** Attaches a route by one of its parentRefs that is ours. */
    Verdict attach(ParentRef ref, HttpRoute route) {
        var namespace = route.name().namespace();
        var name = gatewayName(ref, namespace);
        var gateway = gateways.get(name);
        var named = gateway == null
                ? List.<ListenerNode>of()
                : gateway.listeners().stream()
                        .filter(listener -> names(ref, listener))
                        .toList();
        if (named.isEmpty()) {
            return new Verdict.NotAttached(RouteConditions.noMatchingParent(name.toString(), wanted(ref)));
        }
        var kind = new RouteKind(GROUP, route.kind());
        var allowing = named.stream()
                .filter(listener -> admission.admits(listener, kind, namespace))
                .toList();
        if (allowing.isEmpty()) {
            return new Verdict.NotAttached(
                    RouteConditions.notAllowedByListeners(name.toString(), route.kind(), namespace));
        }
        return attach(name, allowing, route);
    }

    private static Verdict attach(ObjectName gateway, List<ListenerNode> allowing, HttpRoute route) {
        var declared = route.spec().hostnames().stream().map(Hostname::new).toList();
        var attachments = new ArrayList<Attachment>();
        for (ListenerNode listener : allowing) {
            var hostnames = Hostnames.intersect(listener.hostname(), declared);
            if (!hostnames.isEmpty()) {
                attachments.add(new Attachment(listener.id(), hostnames));
            }
        }
        return attachments.isEmpty()
                ? new Verdict.NotAttached(RouteConditions.noMatchingListenerHostname(
                        gateway.toString(), String.join(", ", route.spec().hostnames())))
                : new Verdict.Attached(RouteConditions.accepted(), attachments);
    }

    private static ObjectName gatewayName(ParentRef ref, String routeNamespace) {
        var namespace = ref.namespace();
        return new ObjectName(namespace == null ? routeNamespace : namespace, ref.name());
    }

    /** With sectionName and port both must match. Source: ParentReference.port, GEP-957. */
    private static boolean names(ParentRef ref, ListenerNode listener) {
        var section = ref.sectionName();
        var port = ref.port();
        return (section == null || section.equals(listener.id().name()))
                && (port == null || port == listener.socket().port());
    }

    private static String wanted(ParentRef ref) {
        var section = ref.sectionName();
        var port = ref.port();
        if (section == null) {
            return port == null ? "any name" : "port " + port;
        }
        return port == null ? "name " + section : "name " + section + " and port " + port;
    }
}

package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the Gateways of our classes, the oldest first, because it is the oldest that gets an address. */
public final class GatewayJudge {

    private static final String PARAMETERS = "spec.infrastructure.parametersRef";

    private final Map<String, GatewayClassNode> classes;
    private final PortPlan ports;
    private final CertificateRefs certificates;
    private final SpringFilters extensions;

    /**
     * A judge for one graph.
     *
     * @param classes those that are ours, by name
     * @param ports where Gateways are bound
     * @param extensions where the extensionRefs of Listeners lead
     */
    public GatewayJudge(
            Map<String, GatewayClassNode> classes,
            Map<ObjectName, Secret> secrets,
            Grants grants,
            PortPlan ports,
            SpringFilters extensions) {
        this.classes = classes;
        this.ports = ports;
        this.certificates = new CertificateRefs(secrets, grants);
        this.extensions = extensions;
    }

    /**
     * Judges the Gateways that are ours, with their ListenerSets, and leaves out the others.
     *
     * @return by name
     */
    public List<GatewayNode> judge(Collection<Gateway> gateways, ListenerSets listenerSets) {
        var claims = new PortClaims();
        return gateways.stream()
                .filter(gateway -> classes.containsKey(gateway.spec().gatewayClassName()))
                .sorted(WatchedObject.OLDEST_FIRST)
                .map(gateway -> judge(gateway, listenerSets, claims))
                .sorted(Comparator.comparing(node -> node.resource().name()))
                .toList();
    }

    private GatewayNode judge(Gateway gateway, ListenerSets listenerSets, PortClaims claims) {
        var plan = refusal(gateway)
                .<PortPlan.Verdict>map(PortPlan.Verdict.Refused::new)
                .orElseGet(() -> ports.of(gateway));
        var listeners = new ListenerJudge(certificates, extensions, claims);
        var nodes = listeners.judge(new ListenerParent(gateway, null), plan);
        var accepted = switch (plan) {
            case PortPlan.Verdict.Refused refused -> refused.accepted();
            case PortPlan.Verdict.Bound bound -> accepted(gateway, nodes);
        };
        var ofListenerSets = new ListenerSetJudge(listenerSets, listeners).judge(gateway, accepted, plan);
        return new GatewayNode(gateway, accepted, nodes, ofListenerSets);
    }

    private Optional<Condition> refusal(Gateway gateway) {
        var className = gateway.spec().gatewayClassName();
        var node = classes.get(className);
        if (node == null || node.verdict() instanceof GatewayClassNode.Verdict.Refused) {
            return Optional.of(GatewayConditions.classNotAccepted(className));
        }
        return gateway.spec().unsupported().stream().anyMatch(field -> field.startsWith(PARAMETERS))
                ? Optional.of(GatewayConditions.invalidParameters())
                : Optional.empty();
    }

    private static Condition accepted(Gateway gateway, List<ListenerNode> nodes) {
        var notServed = ListenerNode.notServed(nodes);
        if (notServed.size() == nodes.size()) {
            return GatewayConditions.noListenerValid();
        }
        if (!notServed.isEmpty()) {
            return GatewayConditions.someListenersInvalid(notServed);
        }
        var withoutEffect = gateway.spec().unsupported();
        return withoutEffect.isEmpty()
                ? GatewayConditions.accepted()
                : GatewayConditions.acceptedWithoutEffect(withoutEffect);
    }
}

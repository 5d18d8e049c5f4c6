package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.parameters.ParametersRefs;
import dev.sluice.graph.parameters.ParametersVerdict;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Judges the Gateways of our classes, the oldest first, because it is the oldest that gets an address. */
public final class GatewayJudge {

    private final Map<String, GatewayClassNode> classes;
    private final ParametersRefs parameters;
    private final PortPlan ports;
    private final ListenerJudge listeners;

    /**
     * A judge for one graph.
     *
     * @param classes those that are ours, by name
     * @param parameters what their parametersRefs lead to
     * @param ports where Gateways are bound
     */
    public GatewayJudge(
            Map<String, GatewayClassNode> classes,
            ParametersRefs parameters,
            Map<ObjectName, Secret> secrets,
            Grants grants,
            PortPlan ports) {
        this.classes = classes;
        this.parameters = parameters;
        this.ports = ports;
        this.listeners = new ListenerJudge(new CertificateRefs(secrets, grants));
    }

    /**
     * Judges Gateways.
     *
     * @param gateways those of our classes, all of them
     * @return by name
     */
    public List<GatewayNode> judge(Collection<Gateway> gateways) {
        var claims = new PortClaims();
        return gateways.stream()
                .sorted(WatchedObject.OLDEST_FIRST)
                .map(gateway -> judge(gateway, claims))
                .sorted(Comparator.comparing(node -> node.resource().name()))
                .toList();
    }

    private GatewayNode judge(Gateway gateway, PortClaims claims) {
        var plan = plan(gateway);
        var nodes = listeners.judge(gateway, plan, claims);
        return switch (plan) {
            case PortPlan.Verdict.Refused refused ->
                new GatewayNode(gateway, refused.accepted(), nodes, new Provision.Nothing());
            case PortPlan.Verdict.Bound bound ->
                new GatewayNode(gateway, accepted(gateway, nodes, bound), nodes, bound.provision());
        };
    }

    private PortPlan.Verdict plan(Gateway gateway) {
        var className = gateway.spec().gatewayClassName();
        var node = classes.get(className);
        if (node == null || !(node.verdict() instanceof GatewayClassNode.Verdict.Served served)) {
            return new PortPlan.Verdict.Refused(GatewayConditions.classNotAccepted(className));
        }
        var ref = gateway.spec().infrastructure().parametersRef();
        return switch (parameters.ofGateway(ref, gateway.name().namespace(), served.parameters())) {
            case ParametersVerdict.Usable usable -> ports.of(gateway, usable.parameters());
            case ParametersVerdict.Refused refused ->
                new PortPlan.Verdict.Refused(GatewayConditions.invalidParameters(refused.fault()));
        };
    }

    private static Condition accepted(Gateway gateway, List<ListenerNode> nodes, PortPlan.Verdict.Bound bound) {
        var notServed = nodes.stream()
                .filter(node -> node.verdict() instanceof ListenerNode.Verdict.NotServed)
                .map(node -> node.id().name())
                .toList();
        if (notServed.size() == nodes.size()) {
            return GatewayConditions.noListenerValid();
        }
        if (!notServed.isEmpty()) {
            return GatewayConditions.someListenersInvalid(notServed);
        }
        var withoutEffect = Stream.concat(gateway.spec().unsupported().stream(), bound.withoutEffect().stream())
                .toList();
        return withoutEffect.isEmpty()
                ? GatewayConditions.accepted()
                : GatewayConditions.acceptedWithoutEffect(withoutEffect);
    }
}

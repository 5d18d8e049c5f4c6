package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.parameters.ParametersRefs;
import dev.sluice.graph.parameters.ParametersVerdict;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the Gateways of our classes, the oldest first, because it is the oldest that gets an address. */
public final class GatewayJudge {

    private final Map<String, GatewayClassNode> classes;
    private final ParametersRefs parameters;
    private final PortPlan ports;
    private final ListenerTargets targets;
    private final Bulkhead bulkhead;

    /**
     * A judge for one graph.
     *
     * @param classes those that are ours, by name
     * @param parameters what their parametersRefs lead to
     * @param ports where Gateways are bound
     * @param targets what Listeners refer to
     * @param bulkhead keeps a bug to its Gateway
     */
    public GatewayJudge(
            Map<String, GatewayClassNode> classes,
            ParametersRefs parameters,
            PortPlan ports,
            ListenerTargets targets,
            Bulkhead bulkhead) {
        this.classes = classes;
        this.parameters = parameters;
        this.ports = ports;
        this.targets = targets;
        this.bulkhead = bulkhead;
    }

    /**
     * Judges Gateways, with their ListenerSets.
     *
     * @param gateways those of our classes, all of them
     * @return by name
     */
    public List<GatewayNode> judge(Collection<Gateway> gateways, ListenerSets listenerSets) {
        var claims = new PortClaims();
        return gateways.stream()
                .sorted(WatchedObject.OLDEST_FIRST)
                .map(gateway -> bulkhead.judge(
                        gateway, () -> judge(gateway, listenerSets, claims), cause -> failed(gateway, cause)))
                .sorted(Comparator.comparing(node -> node.resource().name()))
                .toList();
    }

    private GatewayNode judge(Gateway gateway, ListenerSets listenerSets, PortClaims claims) {
        var plan = plan(gateway);
        var confined = confined(gateway, plan);
        var certificates = new CertificateRefs(targets, confined);
        var clients = new ClientValidations(targets.issuers(), confined);
        var listeners =
                new ListenerJudge(certificates, clients, targets.extensions().confinedTo(confined), claims);
        var nodes = listeners.judge(new ListenerParent(gateway, null), plan);
        var accepted = switch (plan) {
            case PortPlan.Verdict.Refused refused -> refused.accepted();
            case PortPlan.Verdict.Bound bound -> accepted(gateway, nodes, bound);
        };
        var provision = switch (plan) {
            case PortPlan.Verdict.Refused _ -> new Provision.Nothing();
            case PortPlan.Verdict.Bound bound -> bound.provision();
        };
        var ofListenerSets = new ListenerSetJudge(listenerSets, listeners).judge(gateway, accepted, plan);
        return OverlappingTls.marked(
                new GatewayNode(
                        gateway,
                        accepted,
                        nodes,
                        ofListenerSets,
                        ClientCertificateVerdict.of(gateway, certificates),
                        provision),
                listeners.certificateHosts());
    }

    /** Closed, so that nothing is served that was never judged. */
    private static GatewayNode failed(Gateway gateway, String cause) {
        return new GatewayNode(
                gateway,
                GatewayConditions.bug(cause),
                List.of(),
                List.of(),
                ClientCertificateVerdict.None.NONE,
                new Provision.Nothing());
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

    private static @Nullable String confined(Gateway gateway, PortPlan.Verdict plan) {
        return plan instanceof PortPlan.Verdict.Bound bound && bound.provision().isByOwnPods()
                ? gateway.name().namespace()
                : null;
    }

    private static Condition accepted(Gateway gateway, List<ListenerNode> nodes, PortPlan.Verdict.Bound bound) {
        var notServed = ListenerNode.notServed(nodes);
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

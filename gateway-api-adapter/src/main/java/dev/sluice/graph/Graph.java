package dev.sluice.graph;

import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.extension.SpringFilterNode;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.gateway.FolderPorts;
import dev.sluice.graph.gateway.GatewayJudge;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerSets;
import dev.sluice.graph.gateway.ListenerTargets;
import dev.sluice.graph.gateway.PortAllocation;
import dev.sluice.graph.gateway.PortPlan;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.SecretVerdicts;
import dev.sluice.graph.gateway.ServicePods;
import dev.sluice.graph.gateway.ServicePorts;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.gatewayclass.GatewayClasses;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.parameters.ParametersRefs;
import dev.sluice.graph.policy.PolicyJudge;
import dev.sluice.graph.policy.PolicyNode;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.route.KnownRoutes;
import dev.sluice.graph.route.RouteJudge;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.Changes;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import java.util.List;

/**
 * Everything that is ours, connected and judged.
 *
 * @param classes by name
 * @param gateways those of our classes, by name
 * @param routes those that want to be attached to one of our Gateways, by kind and name
 * @param policies those that have an effect on one of our Gateways, by kind and name
 * @param springFilters all, by name
 */
public record Graph(
        List<GatewayClassNode> classes,
        List<GatewayNode> gateways,
        List<RouteNode> routes,
        List<PolicyNode> policies,
        List<SpringFilterNode> springFilters) {

    /** Nothing is ours. */
    public static final Graph EMPTY =
            new Graph(List.of(), List.of(), List.of(), List.of(), List.of());

    public Graph {
        classes = List.copyOf(classes);
        gateways = List.copyOf(gateways);
        routes = List.copyOf(routes);
        policies = List.copyOf(policies);
        springFilters = List.copyOf(springFilters);
    }

    /** Judges all objects. The same state and settings give an equal graph. */
    public static Graph of(ClusterState state, GraphSettings settings) {
        return new GraphJudge(settings, Bulkhead.NONE).judge(state);
    }

    /**
     * Judges all objects, and gives the same as {@link #of}; what was judged before and still holds is taken from this
     * graph.
     *
     * @param changes since the state of which this is the graph, by the same settings
     * @param secrets what was found in Secrets before
     */
    Graph next(Changes changes, GraphSettings settings, SecretVerdicts secrets, Bulkhead bulkhead) {
        var state = changes.after();
        var parameters = parameters(settings.placement(), state);
        var judgedClasses =
                GatewayClasses.ours(state.all(Kinds.GATEWAY_CLASS).values(), settings.controllerName(), parameters);
        var grants = Grants.of(state.all(Kinds.REFERENCE_GRANT).values());
        var ours = state.all(Kinds.GATEWAY).values().stream()
                .filter(gateway -> judgedClasses.containsKey(gateway.spec().gatewayClassName()))
                .toList();
        var ports = ports(settings.placement(), ours, state);
        var extensions =
                SpringFilters.of(state.all(Kinds.SPRING_FILTER).values(), settings.filterFactories(), springFilters);
        var judgedGateways = new GatewayJudge(
                        judgedClasses,
                        parameters,
                        ports,
                        new ListenerTargets(state.all(Kinds.SECRET), secrets, grants, extensions),
                        bulkhead)
                .judge(ours, ListenerSets.of(listenerSets(state), state.all(Kinds.NAMESPACE)));
        secrets.forgetUnasked();
        var placement = settings.placement();
        var backends = new BackendResolver(state, grants, placement.serviceNamesByDns(), placement.externalNames());
        var known = KnownRoutes.of(new KnownRoutes.Judged(changes, gateways, routes), judgedGateways);
        var judgedRoutes = new RouteJudge(state, judgedGateways, backends, extensions).judge(known);
        return new Graph(
                List.copyOf(judgedClasses.values()),
                judgedGateways,
                judgedRoutes,
                PolicyJudge.judge(state, judgedRoutes),
                extensions.nodes());
    }

    private static List<ListenerSet> listenerSets(ClusterState state) {
        return Kinds.LISTENER_SETS.stream()
                .flatMap(kind -> state.all(kind).values().stream())
                .toList();
    }

    private static PortPlan ports(Placement placement, List<Gateway> ours, ClusterState state) {
        return switch (placement) {
            case Placement.OnMachine(String host, int offset) -> new FolderPorts(host, offset);
            case Placement.InCluster(String host, PortRange ports, Share share, ExternalNames _) ->
                new ServicePorts(
                        host,
                        PortAllocation.of(ours, state.all(Kinds.SERVICE), ports),
                        state.all(Kinds.SERVICE),
                        ServicePods.of(state.all(Kinds.ENDPOINT_SLICE).values()),
                        share);
        };
    }

    /** The pod of one Gateway may not read what its class refers to; whoever has made the pod has judged that. */
    private static ParametersRefs parameters(Placement placement, ClusterState state) {
        boolean ofOne = placement instanceof Placement.InCluster inCluster && inCluster.share() instanceof Share.One;
        return new ParametersRefs(state.all(Kinds.CONFIG_MAP), !ofOne);
    }
}

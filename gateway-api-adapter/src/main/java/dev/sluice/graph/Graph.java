package dev.sluice.graph;

import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.gateway.GatewayJudge;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerSets;
import dev.sluice.graph.gateway.PortPlan;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.gatewayclass.GatewayClasses;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.KnownRoutes;
import dev.sluice.graph.route.RouteJudge;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ClusterState;
import java.util.List;

/**
 * Everything that is ours, connected and judged.
 *
 * @param classes by name
 * @param gateways those of our classes, by name
 * @param routes those that want to be attached to one of our Gateways, by kind and name
 */
public record Graph(List<GatewayClassNode> classes, List<GatewayNode> gateways, List<RouteNode> routes) {

    /** Nothing is ours. */
    public static final Graph EMPTY = new Graph(List.of(), List.of(), List.of());

    public Graph {
        classes = List.copyOf(classes);
        gateways = List.copyOf(gateways);
        routes = List.copyOf(routes);
    }

    /** Judges all objects. The same state and settings give an equal graph. */
    public static Graph of(ClusterState state, GraphSettings settings) {
        return EMPTY.next(ClusterState.EMPTY, state, settings);
    }

    /**
     * Judges all objects, and gives the same as {@link #of}; what was judged before and still holds is taken from this
     * graph.
     *
     * @param before the state of which this is the graph, by the same settings
     */
    public Graph next(ClusterState before, ClusterState state, GraphSettings settings) {
        var judgedClasses = GatewayClasses.ours(state.gatewayClasses().values(), settings.controllerName());
        var grants = Grants.of(state.referenceGrants().values());
        var ports = new PortPlan(settings.listenHost(), settings.privilegedPortOffset());
        var extensions = new SpringFilters(state.springFilters(), settings.springFilterFactories());
        var judgedGateways = new GatewayJudge(judgedClasses, state.secrets(), grants, ports, extensions)
                .judge(
                        state.gateways().values(),
                        ListenerSets.of(state.listenerSets().values(), state.namespaces()));
        var backends = new BackendResolver(state, grants, settings.serviceNamesByDns());
        var known = KnownRoutes.of(new KnownRoutes.Judged(before, gateways, routes), state, judgedGateways);
        var judgedRoutes = new RouteJudge(state, judgedGateways, backends, extensions).judge(known);
        return new Graph(List.copyOf(judgedClasses.values()), judgedGateways, judgedRoutes);
    }
}

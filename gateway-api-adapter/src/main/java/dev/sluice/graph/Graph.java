package dev.sluice.graph;

import dev.sluice.graph.extension.SpringFilterNode;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.mesh.XMeshNode;
import dev.sluice.graph.policy.PolicyNode;
import dev.sluice.graph.policy.XBackendNode;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.resource.ClusterState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is ours, connected and judged.
 *
 * @param classes by name
 * @param gateways those of our classes, by name
 * @param routes those that want to be attached to one of our Gateways or to a Service of the mesh, by kind and name
 * @param policies of backends, those that have an effect on one of these, by kind and name
 * @param telemetry policies for traces that name a Gateway of ours, or one that does not exist, by name
 * @param xBackends those to which such a route refers, by name
 * @param springFilters all, by name
 * @param xMeshes those that name our controller, by name; none without a mesh
 * @param meshReach on which nodes the mesh is served; null: not known here
 */
public record Graph(
        List<GatewayClassNode> classes,
        List<GatewayNode> gateways,
        List<RouteNode> routes,
        List<PolicyNode> policies,
        List<TelemetryNode> telemetry,
        List<XBackendNode> xBackends,
        List<SpringFilterNode> springFilters,
        List<XMeshNode> xMeshes,
        @Nullable MeshReach meshReach) {

    /** Nothing is ours. */
    public static final Graph EMPTY =
            new Graph(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null);

    public Graph {
        classes = List.copyOf(classes);
        gateways = List.copyOf(gateways);
        routes = List.copyOf(routes);
        policies = List.copyOf(policies);
        telemetry = List.copyOf(telemetry);
        xBackends = List.copyOf(xBackends);
        springFilters = List.copyOf(springFilters);
        xMeshes = List.copyOf(xMeshes);
    }

    /** Judges all objects. The same state and settings give an equal graph. */
    public static Graph of(ClusterState state, GraphSettings settings) {
        return new GraphJudge(settings, Bulkhead.NONE).judge(state);
    }
}

package dev.sluice.graph.route;

import static java.util.stream.Collectors.toMap;

import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.resource.Changes;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts on HTTPRoutes that still hold, because nothing that they rest on has changed. Judging all routes anew for
 * one edit would cost as much as their number.
 *
 * <p>A verdict rests on the route, on what all routes share (Gateways, namespaces, grants, policies, SpringFilters),
 * and on the Services that the route names with their EndpointSlices. When something shared changes, none holds.
 */
public final class KnownRoutes {

    private static final List<Kind<?>> SHARED =
            List.of(Kinds.NAMESPACE, Kinds.REFERENCE_GRANT, Kinds.BACKEND_TLS_POLICY, Kinds.SPRING_FILTER);

    private static final KnownRoutes NONE = new KnownRoutes(Map.of(), Set.of());

    private final Map<ObjectName, RouteNode> byName;
    private final Set<ObjectName> changedServices;

    private KnownRoutes(Map<ObjectName, RouteNode> byName, Set<ObjectName> changedServices) {
        this.byName = byName;
        this.changedServices = changedServices;
    }

    /**
     * What was judged by the same settings.
     *
     * @param changes since then
     * @param gateways as they were judged, with the routes
     */
    public record Judged(Changes changes, List<GatewayNode> gateways, List<RouteNode> routes) {}

    /**
     * Those that still hold.
     *
     * @param gateways as they are judged now
     */
    public static KnownRoutes of(Judged before, List<GatewayNode> gateways) {
        var changes = before.changes();
        if (!before.gateways().equals(gateways)
                || SHARED.stream().anyMatch(kind -> !changes.of(kind).isEmpty())) {
            return NONE;
        }
        var byName = before.routes().stream()
                .filter(node -> node.resource() instanceof HttpRoute)
                .collect(toMap(node -> node.resource().name(), Function.identity()));
        return new KnownRoutes(byName, changedServices(changes));
    }

    private static Set<ObjectName> changedServices(Changes changes) {
        var changed = new HashSet<>(changes.of(Kinds.SERVICE).keySet());
        for (ObjectName name : changes.of(Kinds.ENDPOINT_SLICE).keySet()) {
            addService(changes.before().all(Kinds.ENDPOINT_SLICE).get(name), changed);
            addService(changes.after().all(Kinds.ENDPOINT_SLICE).get(name), changed);
        }
        return changed;
    }

    private static void addService(@Nullable EndpointSlice slice, Set<ObjectName> services) {
        if (slice != null) {
            services.add(slice.service());
        }
    }

    /** The verdict on a route, if it holds. */
    Optional<RouteNode> find(HttpRoute route) {
        return Optional.ofNullable(byName.get(route.name()))
                .filter(node -> node.resource().equals(route) && !namesChangedService(route));
    }

    private boolean namesChangedService(HttpRoute route) {
        return !changedServices.isEmpty() && route.services().anyMatch(changedServices::contains);
    }
}

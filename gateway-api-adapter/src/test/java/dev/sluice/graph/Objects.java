package dev.sluice.graph;

import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects for tests, also such as the API server would refuse. */
public final class Objects {

    /** Settings of a folder, without any filter factory. */
    public static final GraphSettings SETTINGS = GraphSettings.forFolder(factories());

    private static final String GROUP = "gateway.networking.k8s.io";

    private Objects() {}

    /** Of an application that has these factories, which take any arguments. */
    public static FilterFactories factories(String... names) {
        return (factory, _) ->
                List.of(names).contains(factory) ? Optional.empty() : Optional.of(new FilterFactories.Fault.Unknown());
    }

    /** Judges objects beside a GatewayClass of ours and a Service shop/web. */
    public static Graph graph(WatchedObject... objects) {
        var all = new ArrayList<WatchedObject>(List.of(objects));
        all.add(gatewayClass());
        all.add(service("web"));
        return Graph.of(ClusterState.of(all), SETTINGS);
    }

    public static GatewayClass gatewayClass() {
        return new GatewayClass(meta(new ObjectName("", "sluice")), GraphSettings.CONTROLLER_NAME, null);
    }

    public static Gateway gateway(Gateway.Listener... listeners) {
        return new Gateway(
                meta(new ObjectName("shop", "gw")),
                new Gateway.Spec(
                        "sluice",
                        List.of(listeners),
                        List.of(),
                        Gateway.AllowedListeners.NONE,
                        Gateway.Infrastructure.NONE,
                        FrontendTls.NONE,
                        null,
                        List.of()));
    }

    /** Of the Gateway {@link #gateway}. */
    public static ListenerSet listenerSet(String name, Gateway.Listener... listeners) {
        var parent = new ListenerSet.ParentGatewayReference(GROUP, "Gateway", null, "gw");
        return new ListenerSet(
                meta(new ObjectName("shop", name)),
                Kinds.LISTENER_SET,
                new ListenerSet.Spec(parent, List.of(listeners)));
    }

    public static Gateway.Listener listener(String name, int port, @Nullable String hostname) {
        return listener(name, port, hostname, "Same");
    }

    public static Gateway.Listener listener(String name, int port, @Nullable String hostname, String allowedFrom) {
        var allowed = new Gateway.AllowedRoutes(allowedFrom, null, List.of());
        return new Gateway.Listener(name, hostname, port, "HTTP", null, allowed, List.of(), List.of());
    }

    public static Service service(String name) {
        return new Service(
                meta(new ObjectName("shop", name)),
                "ClusterIP",
                null,
                false,
                List.of(new Service.Port("", 8080, "TCP", "8080", null)),
                Map.of(),
                Service.Standing.NONE);
    }

    public static ParentRef parent(@Nullable String sectionName, @Nullable Integer port) {
        return new ParentRef(GROUP, "Gateway", null, "gw", sectionName, port);
    }

    public static HttpRoute route(ParentRef parent, List<String> hostnames, HttpRoute.Rule... rules) {
        return new HttpRoute(
                meta(new ObjectName("shop", "web")), new HttpRoute.Spec(List.of(parent), hostnames, List.of(rules)));
    }

    public static HttpRoute.Rule rule(List<HttpRouteFilter> filters, RouteBackendRef... backends) {
        return new HttpRoute.Rule(
                null, List.of(), filters, List.of(backends), HttpRoute.Timeouts.NONE, null, null, List.of());
    }

    public static RouteBackendRef backend(@Nullable Integer port, HttpRouteFilter... filters) {
        return new RouteBackendRef(new BackendObjectReference("", "Service", null, "web", port), 1, List.of(filters));
    }

    private static ObjectMeta meta(ObjectName name) {
        return new ObjectMeta(name, "", 1, Instant.EPOCH, Map.of(), Map.of());
    }
}

package dev.sluice.benchmark;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Routes with one hostname and one path prefix each, and requests for them.
 *
 * @param shape how hostnames and prefixes are spread over the routes
 * @param routes how many
 */
public record Workload(Shape shape, int routes) {

    static final PortId SOCKET = new PortId("infra", "edge", 80);

    private static final int PREFIXES_OF_A_HOST = 10;

    /** How hostnames and prefixes are spread over the routes. */
    public enum Shape {
        /** Many teams: ten prefixes under each hostname. */
        HOSTS,
        /** One large API: all prefixes under one hostname. */
        ONE_HOST
    }

    /** Which route a request is for, in the order in which a scan meets them. */
    public enum Hit {
        FIRST,
        MIDDLE,
        LAST,
        /** A hostname that has routes and a path that none of them takes. */
        MISS
    }

    /** The hostname of a route. */
    public String host(int route) {
        return switch (shape) {
            case HOSTS -> "shop-" + route / PREFIXES_OF_A_HOST + ".example.com";
            case ONE_HOST -> "api.example.com";
        };
    }

    /** The path prefix of a route, without a slash at its end. */
    public String prefix(int route) {
        int number = shape == Shape.HOSTS ? route % PREFIXES_OF_A_HOST : route;
        return "/api/service-" + number;
    }

    Target target(Hit hit) {
        return switch (hit) {
            case FIRST -> new Target(host(0), prefix(0) + "/items/42");
            case MIDDLE -> new Target(host(routes / 2), prefix(routes / 2) + "/items/42");
            case LAST -> new Target(host(routes - 1), prefix(routes - 1) + "/items/42");
            case MISS -> new Target(host(routes - 1), "/api/unknown/items/42");
        };
    }

    /** What a request asks for. */
    record Target(String host, String path) {}

    GatewayConfig config() {
        return config(-1);
    }

    /** The same routes in new objects, as translation makes them, with one match of one route changed. */
    GatewayConfig configWithChanged(int route) {
        return config(route);
    }

    private GatewayConfig config(int changed) {
        List<Route> all = IntStream.range(0, routes)
                .mapToObj(number -> route(number, prefix(number) + (number == changed ? "/v2" : "")))
                .toList();
        Listener listener = new Listener(new ListenerId("infra", "edge", "http"), Hostname.ANY, List.of(), all);
        ListenerSocket socket = new ListenerSocket(
                SOCKET, List.of(new BindAddress("0.0.0.0", 8080)), SocketProtocol.HTTP, List.of(listener));
        return new GatewayConfig(1, List.of(socket), List.of());
    }

    private Route route(int number, String prefix) {
        RouteId id = new RouteId("HTTPRoute", "team-" + number / PREFIXES_OF_A_HOST, "route-" + number);
        RouteMatch match = new RouteMatch(new PathMatch.Prefix(prefix), List.of(), List.of(), null);
        Rule rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(match),
                List.of(),
                Timeouts.UNSET,
                null,
                new RuleAction.Forward(List.of()));
        Hostname hostname = new Hostname(host(number));
        return new Route(
                id, Instant.ofEpochSecond(number), List.of(new RouteHostname(hostname, hostname)), List.of(rule));
    }
}

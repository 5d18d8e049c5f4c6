package dev.sluice.route;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations for tests: one Gateway with one HTTP Listener, whose routes are {@code HTTPRoute test/NAME}. */
public final class Configs {

    public static final PortId SOCKET = new PortId("test", "gw", 80);
    public static final BackendId BACKEND = new BackendId("test", "echo", 8080);

    private static final PathMatch ALL = new PathMatch.Prefix("/");
    private static final WeightedBackend.Target TARGET = new WeightedBackend.Target.Resolved(BACKEND);

    private Configs() {}

    public static GatewayConfig of(long version, int port, int backendPort, Route... routes) {
        return of(version, port, BackendProtocol.HTTP, backendPort, routes);
    }

    public static GatewayConfig of(long version, int port, BackendProtocol protocol, int backendPort, Route... routes) {
        return of(
                version,
                port,
                new Backend(BACKEND, protocol, List.of(new Endpoint("127.0.0.1", backendPort)), List.of()),
                routes);
    }

    static GatewayConfig of(long version, int port, Backend backend, Route... routes) {
        var listener = new Listener(new ListenerId("test", "gw", "http"), Hostname.ANY, List.of(), List.of(routes));
        var socket = new ListenerSocket(
                SOCKET, List.of(new BindAddress("127.0.0.1", port)), SocketProtocol.HTTP, List.of(listener));
        return new GatewayConfig(version, List.of(socket), List.of(backend));
    }

    /** A route with one rule for a prefix. */
    public static Route route(String name, String prefix, RouteFilter... filters) {
        return route(name, new PathMatch.Prefix(prefix), filters);
    }

    public static Route route(String name, PathMatch path, RouteFilter... filters) {
        return route(name, path, null, filters);
    }

    /** One whose clients keep to an endpoint. */
    static Route route(String name, PathMatch path, @Nullable StickySession session, RouteFilter... filters) {
        return route(name, path, Timeouts.UNSET, session, filters);
    }

    /** One for all paths whose requests have limited time. */
    static Route route(String name, Timeouts timeouts, RouteFilter... filters) {
        return route(name, ALL, timeouts, null, filters);
    }

    private static Route route(
            String name, PathMatch path, Timeouts timeouts, @Nullable StickySession session, RouteFilter... filters) {
        return route(
                name,
                path,
                List.of(filters),
                timeouts,
                null,
                List.of(new WeightedBackend(1, TARGET, List.of(), session)));
    }

    /** A route with one rule and as many backendRefs as there are lists of filters, each with the same share. */
    static Route routeOfShares(String name, List<List<RouteFilter>> filtersOfEach) {
        return route(
                name,
                ALL,
                List.of(),
                Timeouts.UNSET,
                null,
                filtersOfEach.stream()
                        .map(filters -> new WeightedBackend(1, TARGET, filters))
                        .toList());
    }

    /** A route with one rule whose requests are retried within a limit. */
    static Route route(String name, Retry retry, RetryAllowance allowance) {
        return route(
                name,
                ALL,
                List.of(),
                Timeouts.UNSET,
                retry,
                List.of(new WeightedBackend(1, TARGET, List.of(), null, allowance)));
    }

    private static Route route(
            String name,
            PathMatch path,
            List<RouteFilter> filters,
            Timeouts timeouts,
            @Nullable Retry retry,
            List<WeightedBackend> shares) {
        var id = new RouteId("HTTPRoute", "test", name);
        var match = new RouteMatch(path, List.of(), List.of(), null);
        var rule = new Rule(
                new RuleId(id, 0), null, List.of(match), filters, timeouts, retry, new RuleAction.Forward(shares));
        return new Route(id, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule));
    }

    public static RouteFilter spring(String factory, Map<String, String> args) {
        return new RouteFilter.SpringFilter(
                new SpringFilterCall("SpringFilter test/" + factory.toLowerCase(Locale.ROOT), factory, args));
    }
}

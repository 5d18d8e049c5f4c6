package dev.sluice.table;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Configurations to index, written short. */
final class Configs {

    static final PortId SOCKET = new PortId("infra", "edge", 80);

    /** A rule is compiled to its name: {@code namespace/name rule 0}. */
    static final RuleCompiler<String> NAMES = (socket, listener, route, rule) -> name(rule);

    private Configs() {}

    static String name(Rule rule) {
        RouteId route = rule.id().route();
        return route.namespace() + "/" + route.name() + " rule " + rule.id().index();
    }

    static GatewayConfig config(ListenerSocket... sockets) {
        return new GatewayConfig(1, List.of(sockets), List.of());
    }

    static ListenerSocket socket(PortId id, Listener... listeners) {
        List<BindAddress> addresses = List.of(new BindAddress("0.0.0.0", 8000 + id.port()));
        return new ListenerSocket(id, addresses, SocketProtocol.HTTP, List.of(listeners));
    }

    static Listener listener(String hostname, Route... routes) {
        ListenerId id = new ListenerId("infra", "edge", hostname.isEmpty() ? "any" : hostname);
        return new Listener(id, new Hostname(hostname), List.of(), List.of(routes));
    }

    /** One Listener for any host on {@link #SOCKET}. */
    static PortTable<String> table(Route... routes) {
        return table(listener("", routes));
    }

    static PortTable<String> table(Listener... listeners) {
        return at(SOCKET, RouteTable.of(config(socket(SOCKET, listeners)), NAMES));
    }

    static PortTable<String> at(PortId socket, RouteTable<String> table) {
        return Objects.requireNonNull(table.port(socket), () -> "no table for " + socket);
    }

    /** A route of namespace {@code default} whose rules have one match each. */
    static Route route(String name, List<String> hostnames, RouteMatch... matches) {
        return route("default", name, hostnames, Instant.EPOCH, matches);
    }

    static Route route(String namespace, String name, List<String> hostnames, Instant created, RouteMatch... matches) {
        RouteId id = new RouteId("HTTPRoute", namespace, name);
        List<Rule> rules = new ArrayList<>();
        for (RouteMatch match : matches) {
            rules.add(rule(new RuleId(id, rules.size()), match));
        }
        List<RouteHostname> both = hostnames.stream()
                .map(Hostname::new)
                .map(hostname -> new RouteHostname(hostname, hostname))
                .toList();
        return new Route(id, created, both, rules);
    }

    static Rule rule(RuleId id, RouteMatch... matches) {
        return new Rule(id, null, List.of(matches), List.of(), Timeouts.UNSET, null, new RuleAction.Forward(List.of()));
    }

    static RouteMatch exact(String path) {
        return match(new PathMatch.Exact(path));
    }

    static RouteMatch prefix(String path) {
        return match(new PathMatch.Prefix(path));
    }

    static RouteMatch regex(String expression) {
        return match(new PathMatch.Regex(expression));
    }

    private static RouteMatch match(PathMatch path) {
        return new RouteMatch(path, List.of(), List.of(), null);
    }

    static RouteMatch method(RouteMatch match, String method) {
        return new RouteMatch(match.path(), match.headers(), match.queryParams(), method);
    }

    static RouteMatch header(RouteMatch match, String name, String value) {
        return header(match, new HeaderMatch(name, new ValueMatch.Exact(value)));
    }

    static RouteMatch header(RouteMatch match, HeaderMatch header) {
        List<HeaderMatch> headers =
                Stream.concat(match.headers().stream(), Stream.of(header)).toList();
        return new RouteMatch(match.path(), headers, match.queryParams(), match.method());
    }

    static RouteMatch param(RouteMatch match, String name, String value) {
        return param(match, new QueryParamMatch(name, new ValueMatch.Exact(value)));
    }

    static RouteMatch param(RouteMatch match, QueryParamMatch param) {
        List<QueryParamMatch> params =
                Stream.concat(match.queryParams().stream(), Stream.of(param)).toList();
        return new RouteMatch(match.path(), match.headers(), params, match.method());
    }
}

package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stream routes of one Listener: for each hostname the one that takes its connections. Immutable. */
final class StreamListenerTable<T> {

    /** Without a request to look at, age decides where hostnames do not. Source: TLSRouteSpec.hostnames. */
    private static final Comparator<Named> ORDER = Comparator.comparing(Named::hostname, Precedence.OF_HOSTNAMES)
            .thenComparing(named -> named.route().created())
            .thenComparing(named ->
                    named.route().id().namespace() + "/" + named.route().id().name())
            .thenComparing(named -> named.route().id().kind());

    private final Listener listener;
    private final HostIndex<T> byHost;

    /** A route by one of its hostnames. */
    private record Named(RouteHostname hostname, Route route) {}

    private StreamListenerTable(Listener listener, HostIndex<T> byHost) {
        this.listener = listener;
        this.byHost = byHost;
    }

    static <T> StreamListenerTable<T> of(Listener listener, BiFunction<Listener, Route, T> compiler) {
        Map<Hostname, Route> winners = new HashMap<>();
        inOrder(listener).forEach(named -> winners.putIfAbsent(named.hostname().effective(), named.route()));
        Map<Route, T> compiled = new HashMap<>();
        Map<Hostname, T> byHostname = new HashMap<>();
        winners.forEach((hostname, route) ->
                byHostname.put(hostname, compiled.computeIfAbsent(route, it -> compiler.apply(listener, it))));
        return new StreamListenerTable<>(listener, new HostIndex<>(byHostname));
    }

    private static Stream<Named> inOrder(Listener listener) {
        return listener.routes().stream()
                .flatMap(route -> route.hostnames().stream().map(hostname -> new Named(hostname, route)))
                .sorted(ORDER);
    }

    /** Each hostname of each route, in order of precedence. */
    static List<StreamTable.Considered> explain(Listener listener, @Nullable String serverName) {
        List<StreamTable.Considered> all = new ArrayList<>();
        Named taken = null;
        for (Named named : inOrder(listener).toList()) {
            Hostname hostname = named.hostname().effective();
            boolean meets = serverName == null ? hostname.isAny() : hostname.matches(serverName);
            if (!meets) {
                String name = serverName == null ? "none" : serverName;
                all.add(considered(named, false, "server name: %s (expected: %s)".formatted(name, hostname)));
            } else if (taken == null) {
                taken = named;
                all.add(considered(
                        named, true, hostname.isAny() ? "for every connection" : "the most specific hostname"));
            } else {
                boolean equal = taken.hostname().equals(named.hostname());
                all.add(considered(
                        named,
                        false,
                        taken.route().id()
                                + (equal ? " is older, or before it by name" : " has a more specific hostname")));
            }
        }
        return all;
    }

    private static StreamTable.Considered considered(Named named, boolean taken, String reason) {
        return new StreamTable.Considered(named.route(), named.hostname().effective(), taken, reason);
    }

    Listener listener() {
        return listener;
    }

    @Nullable
    T find(@Nullable String serverName) {
        return serverName == null ? byHost.any() : byHost.mostSpecific(serverName);
    }
}

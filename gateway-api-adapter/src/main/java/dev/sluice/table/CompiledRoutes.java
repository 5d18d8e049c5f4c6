package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of one Listener with what their rules were compiled to, before they are indexed. */
final class CompiledRoutes<T> {

    private final Listener listener;
    private final List<CompiledRoute<T>> routes;
    private final LayeredMap<RouteId, CompiledRoute<T>> byId;

    /** Hostnames of routes that are not those of the table before; null: of all. */
    private final @Nullable Set<RouteHostname> touched;

    private CompiledRoutes(
            Listener listener,
            List<CompiledRoute<T>> routes,
            LayeredMap<RouteId, CompiledRoute<T>> byId,
            @Nullable Set<RouteHostname> touched) {
        this.listener = listener;
        this.routes = routes;
        this.byId = byId;
        this.touched = touched;
    }

    /**
     * A route, compiled; the same object in each table as long as the route is equal.
     *
     * @param hostnames each once
     * @param matches of all its rules, in order
     * @param asksForQuery whether any match has a condition on the query
     * @param hasProblem whether any rule cannot run as it is configured
     */
    record CompiledRoute<T>(
            Route route,
            List<RouteHostname> hostnames,
            List<IndexedMatch<T>> matches,
            boolean asksForQuery,
            boolean hasProblem) {}

    /**
     * Compiles the rules of a Listener.
     *
     * @param previous of the same Listener, from which equal routes are taken; null where there is none
     */
    static <T> CompiledRoutes<T> of(
            PortId port, Listener listener, RuleCompiler<T> compiler, @Nullable CompiledRoutes<T> previous) {
        // A Listener of another mode is there for its hostname, which none of the others may serve.
        List<Route> routes = listener.mode() == ListenerMode.HTTP ? listener.routes() : List.of();
        RouteRenewal<T> renewal = previous == null
                ? new RouteRenewal<>(List.of(), LayeredMap.of(Map.of()))
                : new RouteRenewal<>(previous.routes, previous.byId);
        for (Route route : routes) {
            renewal.add(route, () -> compile(port, listener, route, compiler));
        }
        return new CompiledRoutes<>(listener, renewal.routes(), renewal.byId(), renewal.touched());
    }

    private static <T> CompiledRoute<T> compile(PortId port, Listener listener, Route route, RuleCompiler<T> compiler) {
        List<IndexedMatch<T>> matches = new ArrayList<>();
        for (Rule rule : route.rules()) {
            T target = compiler.compile(port, listener, route, rule);
            int place = 0;
            for (RouteMatch match : rule.matches()) {
                Candidate<T> candidate = new Candidate<>(listener.id(), route, rule, match, target);
                matches.add(new IndexedMatch<>(candidate, place++, Conditions.of(rule, match)));
            }
        }
        boolean asksForQuery =
                matches.stream().anyMatch(match -> match.conditions().queryParams() > 0);
        List<RouteHostname> hostnames = route.hostnames().stream().distinct().toList();
        boolean hasProblem = matches.stream()
                .anyMatch(match -> compiler.hasProblem(match.candidate().target()));
        return new CompiledRoute<>(route, hostnames, List.copyOf(matches), asksForQuery, hasProblem);
    }

    Listener listener() {
        return listener;
    }

    /** Whether any match has a condition on the query. */
    boolean askForQuery() {
        return routes.stream().anyMatch(CompiledRoute::asksForQuery);
    }

    /** Whether some rule cannot run as it is configured. */
    boolean haveProblem() {
        return routes.stream().anyMatch(CompiledRoute::hasProblem);
    }

    /** Hostnames whose routes are not those of the table before, or may be in another order; null: all. */
    @Nullable
    Set<RouteHostname> touched() {
        return touched;
    }

    /**
     * The routes of each hostname, in the order of the Listener.
     *
     * @param some which hostnames; null: all
     */
    Map<RouteHostname, List<CompiledRoute<T>>> byHostname(@Nullable Set<RouteHostname> some) {
        Map<RouteHostname, List<CompiledRoute<T>>> byHostname = new HashMap<>();
        for (CompiledRoute<T> compiled : routes) {
            for (RouteHostname hostname : compiled.hostnames()) {
                if (some == null || some.contains(hostname)) {
                    byHostname.computeIfAbsent(hostname, _ -> new ArrayList<>()).add(compiled);
                }
            }
        }
        return byHostname;
    }
}

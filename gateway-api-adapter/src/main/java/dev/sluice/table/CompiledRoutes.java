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
import org.jspecify.annotations.Nullable;

/** The routes of one Listener with what their rules were compiled to, before they are indexed. */
final class CompiledRoutes<T> {

    private final Listener listener;
    private final List<CompiledRoute<T>> routes = new ArrayList<>();

    private CompiledRoutes(Listener listener) {
        this.listener = listener;
    }

    /**
     * A route, compiled; the same object in each table as long as the route is equal.
     *
     * @param matches of all its rules, in order
     * @param asksForQuery whether any match has a condition on the query
     */
    record CompiledRoute<T>(Route route, List<IndexedMatch<T>> matches, boolean asksForQuery) {}

    /**
     * Compiles the rules of a Listener.
     *
     * @param previous of the same Listener, from which equal routes are taken; null where there is none
     */
    static <T> CompiledRoutes<T> of(
            PortId port, Listener listener, RuleCompiler<T> compiler, @Nullable CompiledRoutes<T> previous) {
        Map<RouteId, CompiledRoute<T>> known = previous == null ? Map.of() : previous.byId();
        CompiledRoutes<T> compiled = new CompiledRoutes<>(listener);
        // A Listener of another mode is there for its hostname, which none of the others may serve.
        List<Route> routes = listener.mode() == ListenerMode.HTTP ? listener.routes() : List.of();
        for (Route route : routes) {
            CompiledRoute<T> kept = known.get(route.id());
            boolean same = kept != null && kept.route().equals(route);
            compiled.routes.add(same ? kept : compile(port, listener, route, compiler));
        }
        return compiled;
    }

    private Map<RouteId, CompiledRoute<T>> byId() {
        Map<RouteId, CompiledRoute<T>> byId = new HashMap<>();
        routes.forEach(compiled -> byId.put(compiled.route().id(), compiled));
        return byId;
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
        return new CompiledRoute<>(route, List.copyOf(matches), asksForQuery);
    }

    Listener listener() {
        return listener;
    }

    /** Whether any match has a condition on the query. */
    boolean askForQuery() {
        return routes.stream().anyMatch(CompiledRoute::asksForQuery);
    }

    /** The routes of each hostname, in the order of the Listener. */
    Map<RouteHostname, List<CompiledRoute<T>>> byHostname() {
        Map<RouteHostname, List<CompiledRoute<T>>> byHostname = new HashMap<>();
        for (CompiledRoute<T> compiled : routes) {
            compiled.route().hostnames().stream()
                    .distinct()
                    .forEach(hostname -> byHostname
                            .computeIfAbsent(hostname, _ -> new ArrayList<>())
                            .add(compiled));
        }
        return byHostname;
    }
}

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routes of one Listener with what their rules were compiled to, before they are indexed. */
final class CompiledRoutes<T> {

    private final Listener listener;
    private final List<CompiledRoute<T>> routes;
    private final LayeredMap<RouteId, CompiledRoute<T>> byId;

    /** How many of the routes. */
    private final int askingForQuery;

    private final int withProblem;

    private CompiledRoutes(
            Listener listener,
            List<CompiledRoute<T>> routes,
            LayeredMap<RouteId, CompiledRoute<T>> byId,
            @Nullable Exchanged<T> exchanged,
            @Nullable CompiledRoutes<T> previous) {
        this.listener = listener;
        this.routes = routes;
        this.byId = byId;
        if (exchanged == null || previous == null) {
            this.askingForQuery = count(CompiledRoute::asksForQuery);
            this.withProblem = count(CompiledRoute::hasProblem);
        } else {
            this.askingForQuery = exchanged.count(previous.askingForQuery, CompiledRoute::asksForQuery);
            this.withProblem = exchanged.count(previous.withProblem, CompiledRoute::hasProblem);
        }
    }

    private int count(Predicate<CompiledRoute<T>> test) {
        return (int) routes.stream().filter(test).count();
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
     * The routes of a Listener that follow others. What is gone stays in memory no longer than this.
     *
     * @param exchanged since the others; null: there were none, or their order may be another
     */
    record Renewed<T>(CompiledRoutes<T> routes, @Nullable Exchanged<T> exchanged) {}

    /**
     * Compiles the rules of a Listener.
     *
     * @param previous of the same Listener, from which equal routes are taken; null where there is none
     */
    static <T> Renewed<T> of(
            PortId port, Listener listener, RuleCompiler<T> compiler, @Nullable CompiledRoutes<T> previous) {
        // A Listener of another mode is there for its hostname, which none of the others may serve.
        List<Route> routes = listener.mode() == ListenerMode.HTTP ? listener.routes() : List.of();
        RouteRenewal<T> renewal = previous == null
                ? new RouteRenewal<>(List.of(), LayeredMap.of(Map.of()))
                : new RouteRenewal<>(previous.routes, previous.byId);
        for (Route route : routes) {
            renewal.add(route, () -> compile(port, listener, route, compiler));
        }
        Exchanged<T> exchanged = renewal.exchanged();
        return new Renewed<>(
                new CompiledRoutes<>(listener, renewal.routes(), renewal.byId(), exchanged, previous), exchanged);
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
        return askingForQuery > 0;
    }

    /** Whether some rule cannot run as it is configured. */
    boolean haveProblem() {
        return withProblem > 0;
    }

    /** The routes of each hostname, in the order of the Listener. */
    Map<RouteHostname, List<CompiledRoute<T>>> byHostname() {
        return byHostname(_ -> true);
    }

    private Map<RouteHostname, List<CompiledRoute<T>>> byHostname(Predicate<RouteHostname> some) {
        Map<RouteHostname, List<CompiledRoute<T>>> byHostname = new HashMap<>();
        for (CompiledRoute<T> compiled : routes) {
            for (RouteHostname hostname : compiled.hostnames()) {
                if (some.test(hostname)) {
                    byHostname.computeIfAbsent(hostname, _ -> new ArrayList<>()).add(compiled);
                }
            }
        }
        return byHostname;
    }

    /**
     * The same for touched hostnames only. A hostname has mostly one route, whose place needs no search.
     *
     * @param exchanged ours
     * @param before the routes that a hostname had in the table before
     */
    Map<RouteHostname, List<CompiledRoute<T>>> byTouchedHostname(
            Exchanged<T> exchanged, Function<RouteHostname, List<CompiledRoute<T>>> before) {
        Map<RouteHostname, List<CompiledRoute<T>>> byHostname = new HashMap<>();
        Set<RouteHostname> shared = new HashSet<>();
        for (RouteHostname hostname : exchanged.touched()) {
            List<CompiledRoute<T>> now = exchanged.of(hostname, before.apply(hostname));
            if (now.size() == 1) {
                byHostname.put(hostname, now);
            } else if (!now.isEmpty()) {
                shared.add(hostname);
            }
        }
        if (!shared.isEmpty()) {
            byHostname.putAll(byHostname(shared::contains));
        }
        return byHostname;
    }
}

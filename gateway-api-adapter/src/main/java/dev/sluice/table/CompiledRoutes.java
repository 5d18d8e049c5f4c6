package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routes of one Listener with what their rules were compiled to, before they are indexed. */
final class CompiledRoutes<T> {

    private final Listener listener;
    private final List<CompiledRoute<T>> routes = new ArrayList<>();

    private CompiledRoutes(Listener listener) {
        this.listener = listener;
    }

    /** One match of a rule as it is kept between tables: without the Listener, which changes with every route. */
    private record CompiledMatch(RouteMatch match, int place, Conditions conditions) {}

    private record CompiledRule<T>(Rule rule, T target, List<CompiledMatch> matches) {}

    private record CompiledRoute<T>(Route route, List<CompiledRule<T>> rules) {}

    /**
     * Compiles the rules of a Listener.
     *
     * @param previous of the same Listener, from which equal routes are taken; null where there is none
     */
    static <T> CompiledRoutes<T> of(
            ListenerSocket socket, Listener listener, RuleCompiler<T> compiler, @Nullable CompiledRoutes<T> previous) {
        Map<RouteId, CompiledRoute<T>> known = previous == null ? Map.of() : previous.byId();
        CompiledRoutes<T> compiled = new CompiledRoutes<>(listener);
        for (Route route : listener.routes()) {
            CompiledRoute<T> kept = known.get(route.id());
            boolean same = kept != null && kept.route().equals(route);
            compiled.routes.add(same ? kept : compile(socket, listener, route, compiler));
        }
        return compiled;
    }

    private Map<RouteId, CompiledRoute<T>> byId() {
        Map<RouteId, CompiledRoute<T>> byId = new HashMap<>();
        routes.forEach(compiled -> byId.put(compiled.route().id(), compiled));
        return byId;
    }

    private static <T> CompiledRoute<T> compile(
            ListenerSocket socket, Listener listener, Route route, RuleCompiler<T> compiler) {
        List<CompiledRule<T>> rules = new ArrayList<>();
        for (Rule rule : route.rules()) {
            List<CompiledMatch> matches = new ArrayList<>();
            for (RouteMatch match : rule.matches()) {
                matches.add(new CompiledMatch(match, matches.size(), Conditions.of(rule, match)));
            }
            rules.add(new CompiledRule<>(rule, compiler.compile(socket, listener, route, rule), matches));
        }
        return new CompiledRoute<>(route, rules);
    }

    Listener listener() {
        return listener;
    }

    /** Whether any match has a condition on the query. */
    boolean askForQuery() {
        return routes.stream()
                .flatMap(route -> route.rules().stream())
                .flatMap(rule -> rule.matches().stream())
                .anyMatch(match -> match.conditions().queryParams() > 0);
    }

    /** The matches of each hostname, hostnames and matches in the order of {@link Precedence}. */
    SortedMap<RouteHostname, List<IndexedMatch<T>>> matchesByHostname() {
        SortedMap<RouteHostname, List<IndexedMatch<T>>> byHostname = new TreeMap<>(Precedence.OF_HOSTNAMES);
        for (CompiledRoute<T> compiled : routes) {
            List<IndexedMatch<T>> matches = index(compiled);
            compiled.route().hostnames().stream()
                    .distinct()
                    .forEach(hostname -> byHostname
                            .computeIfAbsent(hostname, key -> new ArrayList<>())
                            .addAll(matches));
        }
        byHostname.values().forEach(matches -> matches.sort(Precedence.OF_MATCHES));
        return byHostname;
    }

    private List<IndexedMatch<T>> index(CompiledRoute<T> compiled) {
        List<IndexedMatch<T>> matches = new ArrayList<>();
        for (CompiledRule<T> rule : compiled.rules()) {
            for (CompiledMatch match : rule.matches()) {
                Candidate<T> candidate =
                        new Candidate<>(listener, compiled.route(), rule.rule(), match.match(), rule.target());
                matches.add(new IndexedMatch<>(candidate, match.place(), match.conditions()));
            }
        }
        return matches;
    }
}

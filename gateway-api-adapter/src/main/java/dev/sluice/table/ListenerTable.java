package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.table.CompiledRoutes.CompiledRoute;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules attached to one Listener: hostnames from the most specific, and for each the index of its paths. A specific
 * hostname without a matching rule leaves the request to the wider ones.
 */
final class ListenerTable<T> {

    private static final QueryParams NOBODY_ASKS = new QueryParams(null);
    private static final Comparator<PathIndex<?>> MOST_SPECIFIC_FIRST =
            Comparator.comparing(PathIndex::hostname, Precedence.OF_HOSTNAMES);

    private final CompiledRoutes<T> routes;
    private final Map<RouteHostname, Indexed<T>> indexed;
    private final List<PathIndex<T>> hostnames;
    private final HostIndex<List<PathIndex<T>>> byHost;
    private final boolean asksForQuery;
    private final Lookup<T> noRule;

    /** What the index of a hostname was made of. */
    private record Indexed<T>(List<CompiledRoute<T>> routes, PathIndex<T> index) {

        /** Of equal routes too: an index leads to what its very routes were compiled to. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<CompiledRoute<T>> others) {
            boolean same = routes.size() == others.size();
            for (int i = 0; same && i < others.size(); i++) {
                same = routes.get(i) == others.get(i);
            }
            return same;
        }
    }

    /**
     * Indexes the routes of a Listener.
     *
     * @param before of the same Listener, from which the indexes of hostnames are taken whose routes are the same; null
     *     where there is none
     */
    ListenerTable(CompiledRoutes<T> routes, @Nullable ListenerTable<T> before) {
        this.routes = routes;
        Set<RouteHostname> touched = before == null ? null : routes.touched();
        Map<RouteHostname, List<CompiledRoute<T>>> some = routes.byHostname(touched);
        Map<RouteHostname, Indexed<T>> known = before == null ? Map.of() : before.indexed;
        indexed = new HashMap<>(touched == null ? Map.of() : known);
        indexed.keySet().removeAll(Objects.requireNonNullElse(touched, Set.of()));
        some.forEach((hostname, list) -> indexed.put(hostname, index(hostname, list, known.get(hostname))));
        if (before == null || touched == null) {
            hostnames = sorted();
            byHost = new HostIndex<>(byEffective(hostnames));
        } else {
            hostnames = sorted(before.hostnames, touched, some.keySet());
            byHost = before.byHost.with(changed(touched));
        }
        asksForQuery = routes.askForQuery();
        noRule = new Lookup.NoRule<>(routes.listener());
    }

    private List<PathIndex<T>> sorted() {
        return indexed.values().stream()
                .map(Indexed::index)
                .sorted(MOST_SPECIFIC_FIRST)
                .toList();
    }

    /** The order of before, without the touched ones, and with those of them that are there now. */
    private List<PathIndex<T>> sorted(
            List<PathIndex<T>> before, Set<RouteHostname> touched, Set<RouteHostname> present) {
        List<PathIndex<T>> sorted = new ArrayList<>(indexed.size());
        for (PathIndex<T> index : before) {
            if (!touched.contains(index.hostname())) {
                sorted.add(index);
            }
        }
        for (RouteHostname hostname : present) {
            PathIndex<T> index = Objects.requireNonNull(indexed.get(hostname)).index();
            sorted.add(-1 - Collections.binarySearch(sorted, index, MOST_SPECIFIC_FIRST), index);
        }
        return Collections.unmodifiableList(sorted);
    }

    private static <T> Map<Hostname, List<PathIndex<T>>> byEffective(List<PathIndex<T>> indexes) {
        Map<Hostname, List<PathIndex<T>>> byEffective = new HashMap<>();
        for (PathIndex<T> index : indexes) {
            byEffective
                    .computeIfAbsent(index.hostname().effective(), _ -> new ArrayList<>(1))
                    .add(index);
        }
        return byEffective;
    }

    /** What there is now of each hostname that one of the touched leads to; null: nothing. */
    private Map<Hostname, @Nullable List<PathIndex<T>>> changed(Set<RouteHostname> touched) {
        Set<Hostname> effective = touched.stream().map(RouteHostname::effective).collect(Collectors.toSet());
        Map<Hostname, @Nullable List<PathIndex<T>>> changed = new HashMap<>(byEffective(hostnames.stream()
                .filter(index -> effective.contains(index.hostname().effective()))
                .toList()));
        effective.forEach(hostname -> changed.putIfAbsent(hostname, null));
        return changed;
    }

    private static <T> Indexed<T> index(
            RouteHostname hostname, List<CompiledRoute<T>> routes, @Nullable Indexed<T> known) {
        return known != null && known.isOf(routes) ? known : index(hostname, routes);
    }

    private static <T> Indexed<T> index(RouteHostname hostname, List<CompiledRoute<T>> routes) {
        List<IndexedMatch<T>> matches = routes.stream()
                .flatMap(route -> route.matches().stream())
                .sorted(Precedence.OF_MATCHES)
                .toList();
        return new Indexed<>(List.copyOf(routes), new PathIndex<>(hostname, matches));
    }

    Listener listener() {
        return routes.listener();
    }

    CompiledRoutes<T> routes() {
        return routes;
    }

    Lookup<T> find(RequestHead head) {
        QueryParams query = asksForQuery ? new QueryParams(head.query()) : NOBODY_ASKS;
        String host = head.host();
        Lookup<T> found = find(byHost.exact(host), head, query);
        SegmentTree<List<PathIndex<T>>> wildcard = found == null ? byHost.wildcard(host) : null;
        while (found == null && wildcard != null) {
            found = find(wildcard.value(), head, query);
            wildcard = wildcard.shorter();
        }
        if (found == null) {
            found = find(byHost.any(), head, query);
        }
        return found == null ? noRule : found;
    }

    private @Nullable Lookup<T> find(@Nullable List<PathIndex<T>> indexes, RequestHead head, QueryParams query) {
        // By place: an iterator would be an allocation for each request.
        for (int i = 0; indexes != null && i < indexes.size(); i++) {
            Lookup<T> found = indexes.get(i).find(head, query);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The indexes that {@link #find} asks for this host, in the same order, were the request to meet nothing. */
    List<PathIndex<T>> asked(String host) {
        return byHost.all(host).stream().flatMap(List::stream).toList();
    }

    /** Every hostname, the most specific first. */
    List<PathIndex<T>> hostnames() {
        return hostnames;
    }

    /** Each match once, the stronger first. */
    List<Candidate<T>> candidates() {
        Set<IndexedMatch<T>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return hostnames.stream()
                .flatMap(index -> index.matches().stream())
                .filter(seen::add)
                .map(IndexedMatch::candidate)
                .toList();
    }
}

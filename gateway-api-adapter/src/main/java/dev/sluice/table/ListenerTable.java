package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.table.CompiledRoutes.CompiledRoute;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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
    private final LayeredMap<RouteHostname, Indexed<T>> indexed;
    private final List<PathIndex<T>> hostnames;
    private final HostIndex<List<PathIndex<T>>> byHost;
    private final boolean asksForQuery;
    /** How many effective hostnames have matches that may be equal. */
    private final int rivalries;

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
    ListenerTable(CompiledRoutes.Renewed<T> renewed, @Nullable ListenerTable<T> before) {
        this.routes = renewed.routes();
        Exchanged<T> exchanged = before == null ? null : renewed.exchanged();
        LayeredMap<RouteHostname, Indexed<T>> known = before == null ? LayeredMap.of(Map.of()) : before.indexed;
        Map<RouteHostname, Indexed<T>> fresh = new HashMap<>();
        Map<RouteHostname, List<CompiledRoute<T>>> byHostname = exchanged == null
                ? routes.byHostname()
                : routes.byTouchedHostname(exchanged, hostname -> routesOf(known.get(hostname)));
        byHostname.forEach((hostname, list) -> fresh.put(hostname, index(hostname, list, known.get(hostname))));
        if (before == null || exchanged == null) {
            indexed = LayeredMap.of(fresh);
            hostnames = sorted(fresh.values());
            Map<Hostname, List<PathIndex<T>>> all = byEffective(hostnames);
            byHost = new HostIndex<>(all);
            rivalries = rivalries(all.values());
        } else {
            Set<RouteHostname> touched = exchanged.touched();
            Map<RouteHostname, @Nullable Indexed<T>> changed = new HashMap<>(fresh);
            touched.forEach(hostname -> changed.putIfAbsent(hostname, null));
            indexed = known.with(changed);
            hostnames = sorted(before, touched, fresh.values());
            Map<Hostname, @Nullable List<PathIndex<T>>> effective = changed(before.byHost, touched, fresh.values());
            byHost = before.byHost.with(effective);
            rivalries = before.rivalries
                    - rivalries(
                            effective.keySet().stream().map(before.byHost::of).toList())
                    + rivalries(effective.values());
        }
        asksForQuery = routes.askForQuery();
        noRule = new Lookup.NoRule<>(routes.listener());
    }

    private static <T> List<CompiledRoute<T>> routesOf(@Nullable Indexed<T> indexed) {
        return indexed == null ? List.of() : indexed.routes();
    }

    private static <T> List<PathIndex<T>> sorted(Collection<Indexed<T>> indexes) {
        return indexes.stream().map(Indexed::index).sorted(MOST_SPECIFIC_FIRST).toList();
    }

    /** The order of before, without the touched ones, and with those of them that are there now. */
    @SuppressWarnings("ReferenceEquality") // The very indexes of before are left out.
    private static <T> List<PathIndex<T>> sorted(
            ListenerTable<T> before, Set<RouteHostname> touched, Collection<Indexed<T>> fresh) {
        List<PathIndex<T>> old = sorted(touched.stream()
                .map(before.indexed::get)
                .filter(Objects::nonNull)
                .toList());
        List<PathIndex<T>> sorted = new ArrayList<>(before.hostnames.size() + fresh.size());
        int left = 0;
        for (PathIndex<T> index : before.hostnames) {
            if (left < old.size() && old.get(left) == index) {
                left++;
            } else {
                sorted.add(index);
            }
        }
        for (Indexed<T> it : fresh) {
            sorted.add(-1 - Collections.binarySearch(sorted, it.index(), MOST_SPECIFIC_FIRST), it.index());
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
    private static <T> Map<Hostname, @Nullable List<PathIndex<T>>> changed(
            HostIndex<List<PathIndex<T>>> before, Set<RouteHostname> touched, Collection<Indexed<T>> fresh) {
        Map<Hostname, List<PathIndex<T>>> come = byEffective(sorted(fresh));
        Map<Hostname, @Nullable List<PathIndex<T>>> changed = new HashMap<>();
        touched.stream().map(RouteHostname::effective).distinct().forEach(effective -> {
            List<PathIndex<T>> old = Objects.requireNonNullElse(before.of(effective), List.of());
            List<PathIndex<T>> now = Stream.concat(
                            old.stream().filter(index -> !touched.contains(index.hostname())),
                            come.getOrDefault(effective, List.of()).stream())
                    .sorted(MOST_SPECIFIC_FIRST)
                    .toList();
            changed.put(effective, now.isEmpty() ? null : now);
        });
        return changed;
    }

    private static <T> int rivalries(Collection<? extends @Nullable List<PathIndex<T>>> effective) {
        return (int) effective.stream()
                .filter(indexes -> indexes != null
                        && (indexes.size() > 1 || indexes.getFirst().hasEqualMatches()))
                .count();
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

    /** Whether some of the matches of a hostname may be equal, so that the weaker of them is never taken. */
    boolean hasRivals() {
        return rivalries > 0;
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

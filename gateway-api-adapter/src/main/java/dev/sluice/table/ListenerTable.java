package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.match.Hostname;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules attached to one Listener: hostnames from the most specific, and for each the index of its paths. A specific
 * hostname without a matching rule leaves the request to the wider ones.
 */
final class ListenerTable<T> {

    private static final QueryParams NOBODY_ASKS = new QueryParams(null);

    private final CompiledRoutes<T> routes;
    private final List<PathIndex<T>> hostnames;
    private final HostIndex<List<PathIndex<T>>> byHost;
    private final boolean asksForQuery;
    private final Lookup<T> noRule;

    ListenerTable(CompiledRoutes<T> routes) {
        this.routes = routes;
        hostnames = new ArrayList<>();
        Map<Hostname, List<PathIndex<T>>> byEffective = new HashMap<>();
        routes.matchesByHostname().forEach((hostname, matches) -> {
            PathIndex<T> index = new PathIndex<>(hostname, matches);
            hostnames.add(index);
            byEffective
                    .computeIfAbsent(hostname.effective(), effective -> new ArrayList<>(1))
                    .add(index);
        });
        byHost = new HostIndex<>(byEffective);
        asksForQuery = routes.askForQuery();
        noRule = new Lookup.NoRule<>(routes.listener());
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

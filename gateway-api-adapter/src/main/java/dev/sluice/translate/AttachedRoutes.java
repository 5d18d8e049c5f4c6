package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.memory.ListRenewal;
import dev.sluice.translate.TranslatedRoute.OnListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes of each Listener, of one graph after the other. What was made of a node is kept as long as the graph holds
 * the same node. Used by one thread.
 */
final class AttachedRoutes {

    private Map<String, Certificate> certificates = Map.of();
    private Set<ListenerId> served = Set.of();
    private ListRenewal<RouteNode, TranslatedRoute> routes = new ListRenewal<>();
    private NamedBackends backends = new NamedBackends();
    private Map<ListenerId, List<Route>> byListener = Map.of();

    /**
     * Translates every route that is attached to, or refused at, a Listener that is served.
     *
     * @param shown what Gateways show to backends, by their names
     * @param listeners those that are served
     */
    void next(List<RouteNode> nodes, Map<String, Certificate> shown, Set<ListenerId> listeners) {
        if (!shown.equals(certificates) || !listeners.equals(served)) {
            certificates = shown;
            served = listeners;
            routes = new ListRenewal<>();
            backends = new NamedBackends();
        }
        var translated = routes.next(nodes, node -> TranslatedRoute.of(node, certificates));
        routes.gone().forEach(route -> onServed(route).forEach(there -> backends.remove(there.backends())));
        routes.fresh().forEach(route -> onServed(route).forEach(there -> backends.add(there.backends())));
        byListener = new Sorting().of(translated);
    }

    /** The routes of a Listener, by kind and name. */
    List<Route> of(ListenerId listener) {
        return byListener.getOrDefault(listener, List.of());
    }

    /** What these routes name on Listeners that are served, and others. */
    List<Backend> backends(SortedMap<BackendId, Backend> others) {
        return backends.with(others);
    }

    private List<OnListener> onServed(TranslatedRoute route) {
        return route.onListeners().stream()
                .filter(there -> served.contains(there.listener()))
                .toList();
    }

    /** Of thousands of routes at one Listener each asks for the same list. */
    private final class Sorting {

        private final Map<ListenerId, List<Route>> lists = new HashMap<>();
        private @Nullable ListenerId askedLast;
        private @Nullable List<Route> listOfLast;

        Map<ListenerId, List<Route>> of(List<TranslatedRoute> translated) {
            for (TranslatedRoute route : translated) {
                // By place: an iterator would be one more object for each route.
                for (int i = 0; i < route.onListeners().size(); i++) {
                    var there = route.onListeners().get(i);
                    var list = list(there.listener());
                    if (list != null) {
                        list.add(there.route());
                    }
                }
            }
            return lists;
        }

        /** Null where the Listener is not served. */
        @SuppressWarnings("ReferenceEquality") // Another object of the same name is looked up as it was.
        private @Nullable List<Route> list(ListenerId listener) {
            if (listener != askedLast) {
                askedLast = listener;
                listOfLast = served.contains(listener) ? lists.computeIfAbsent(listener, _ -> new ArrayList<>()) : null;
            }
            return listOfLast;
        }
    }
}

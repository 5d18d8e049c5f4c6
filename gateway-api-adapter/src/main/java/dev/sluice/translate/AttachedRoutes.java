package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.route.RouteNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of each Listener. What was made of a node is kept as long as the graph holds the same node. */
final class AttachedRoutes {

    private final Map<String, Certificate> certificates;
    private final IdentityHashMap<RouteNode, TranslatedRoute> known;
    private final Map<ListenerId, List<Route>> byListener = new HashMap<>();
    private final IdentityHashMap<RouteNode, TranslatedRoute> used;
    private @Nullable ListenerId askedLast;
    private @Nullable List<Route> listOfLast;

    /** No route yet. */
    AttachedRoutes() {
        this(Map.of(), new IdentityHashMap<>());
    }

    private AttachedRoutes(Map<String, Certificate> certificates, IdentityHashMap<RouteNode, TranslatedRoute> known) {
        this.certificates = certificates;
        this.known = known;
        this.used = new IdentityHashMap<>(known.size());
    }

    /**
     * Translates every route that is attached to, or refused at, a Listener that is served.
     *
     * @param shown what Gateways show to backends, by their names
     * @param served the Listeners that are
     * @param backends receives what these routes name on them
     */
    AttachedRoutes next(
            List<RouteNode> nodes,
            Map<String, Certificate> shown,
            Set<ListenerId> served,
            Map<BackendId, Backend> backends) {
        var next = new AttachedRoutes(shown, shown.equals(certificates) ? used : new IdentityHashMap<>());
        for (RouteNode node : nodes) {
            next.add(node, served, backends);
        }
        return next;
    }

    /** The routes of a Listener, by kind and name. */
    List<Route> of(ListenerId listener) {
        return byListener.getOrDefault(listener, List.of());
    }

    private void add(RouteNode node, Set<ListenerId> served, Map<BackendId, Backend> backends) {
        var before = known.get(node);
        var translated = before == null ? TranslatedRoute.of(node, certificates) : before;
        used.put(node, translated);
        translated.byListener().forEach((listener, there) -> {
            var list = list(listener, served);
            if (list != null) {
                list.add(there.route());
                there.backends().forEach(backend -> backends.put(backend.id(), backend));
            }
        });
    }

    /**
     * The routes so far of a Listener; null where it is not served. Of thousands of routes at one Listener each asks
     * for the same.
     */
    @SuppressWarnings("ReferenceEquality") // Another object of the same name is looked up as it was.
    private @Nullable List<Route> list(ListenerId listener, Set<ListenerId> served) {
        if (listener != askedLast) {
            askedLast = listener;
            listOfLast =
                    served.contains(listener) ? byListener.computeIfAbsent(listener, _ -> new ArrayList<>()) : null;
        }
        return listOfLast;
    }
}

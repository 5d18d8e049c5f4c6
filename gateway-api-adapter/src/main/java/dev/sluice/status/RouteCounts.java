package dev.sluice.status;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.memory.Counts;
import dev.sluice.memory.ListRenewal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * How many routes each Listener has, of one graph after the other; a route that is attached by several parentRefs
 * counts once. Used by one thread. Source: ListenerStatus.attachedRoutes.
 */
final class RouteCounts {

    private final ListRenewal<RouteNode, Collection<ListenerId>> routes = new ListRenewal<>();
    private final Counts<ListenerId> counts = new Counts<>();

    /** Takes the routes of the next graph, and looks only at those that are not the same nodes. */
    void next(List<RouteNode> nodes) {
        var _ = routes.next(nodes, RouteCounts::listeners);
        routes.gone().forEach(listeners -> count(listeners, -1));
        routes.fresh().forEach(listeners -> count(listeners, 1));
    }

    /** How many are attached to a Listener. */
    int of(ListenerId listener) {
        return counts.of(listener);
    }

    private void count(Collection<ListenerId> listeners, int step) {
        listeners.forEach(listener -> counts.add(listener, step));
    }

    private static Collection<ListenerId> listeners(RouteNode route) {
        if (route.parents().size() == 1) {
            return listeners(route.parents().getFirst());
        }
        var listeners = new HashSet<ListenerId>();
        route.parents().forEach(parent -> listeners.addAll(listeners(parent)));
        return listeners;
    }

    private static List<ListenerId> listeners(ParentNode parent) {
        return switch (parent.verdict()) {
            case ParentNode.Verdict.Attached(var _, var attachments)
            when attachments.size() == 1 -> List.of(attachments.getFirst().listener());
            case ParentNode.Verdict.Attached(var _, var attachments) ->
                attachments.stream()
                        .map(ParentNode.Attachment::listener)
                        .distinct()
                        .toList();
            case ParentNode.Verdict.Refused _, ParentNode.Verdict.NotAttached _ -> List.of();
        };
    }
}

package dev.sluice.graph.policy;

import dev.sluice.config.listener.ParentId;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.graph.target.Traffic;
import dev.sluice.memory.ListRenewal;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.ObjectName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gateways and Services of the mesh by the Services and XBackends that their routes refer to. Brought up to date for
 * the routes that changed. Used by one thread.
 */
final class Ancestors {

    /** With the number of routes that a parent has for the backend. */
    private final Map<Reached, Map<ParentId, Integer>> parents = new HashMap<>();

    private final ListRenewal<RouteNode, RouteNode> known = new ListRenewal<>();

    /** Takes these routes in place of those of before; one that did not change is the same object. */
    void next(List<RouteNode> routes) {
        var _ = known.next(routes, Function.identity());
        known.fresh().forEach(route -> count(route, 1));
        known.gone().forEach(route -> count(route, -1));
    }

    /** Those with a route that refers to the backend for such traffic. */
    Stream<ParentId> of(BackendName backend, Set<Traffic> traffic) {
        return traffic.stream()
                .flatMap(it -> parents.getOrDefault(new Reached(backend, it), Map.of()).keySet().stream())
                .distinct();
    }

    private record Reached(BackendName backend, Traffic traffic) {}

    private record Step(Reached backend, ParentId parent) {}

    private void count(RouteNode route, int step) {
        steps(route).distinct().forEach(it -> {
            var counts = parents.computeIfAbsent(it.backend(), _ -> new HashMap<>());
            counts.merge(it.parent(), step, Ancestors::sum);
            if (counts.isEmpty()) {
                parents.remove(it.backend());
            }
        });
    }

    private static @Nullable Integer sum(Integer one, Integer other) {
        return one + other == 0 ? null : Integer.valueOf(one + other);
    }

    /** What the route refers to, at each of those that take it; and a Service that is its own routes' backend. */
    private static Stream<Step> steps(RouteNode route) {
        var names = route.resource().backends().distinct().toList();
        return route.attachments().flatMap(attachment -> {
            var traffic = Traffic.of(route.resource().kind(), attachment.mode());
            var parent = attachment.listener().parent();
            var implied = attachment.rules().stream().filter(RuleNode::toParent).map(_ -> service(parent));
            return Stream.concat(names.stream(), implied)
                    .map(backend -> new Step(new Reached(backend, traffic), parent));
        });
    }

    private static BackendName service(ParentId parent) {
        return BackendName.ofService(new ObjectName(parent.namespace(), parent.name()));
    }
}

package dev.sluice.graph.policy;

import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.ObjectName;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gateways by the Services and XBackends that their routes refer to. Brought up to date for the routes that changed.
 * Used by one thread.
 */
final class Ancestors {

    /** With the number of routes that a Gateway has for the backend. */
    private final Map<BackendName, Map<ObjectName, Integer>> gateways = new HashMap<>();

    private Set<RouteNode> known = Set.of();

    /** Takes these routes in place of those of before; one that did not change is the same object. */
    void next(List<RouteNode> routes) {
        Set<RouteNode> before = identitySet(known.size());
        before.addAll(known);
        Set<RouteNode> now = identitySet(routes.size());
        for (RouteNode route : routes) {
            now.add(route);
            if (!before.remove(route)) {
                count(route, 1);
            }
        }
        before.forEach(gone -> count(gone, -1));
        known = now;
    }

    /** Those with a route that refers to the backend. */
    Set<ObjectName> of(BackendName backend) {
        return gateways.getOrDefault(backend, Map.of()).keySet();
    }

    private void count(RouteNode route, int step) {
        var own = gateways(route);
        route.resource().backends().distinct().forEach(backend -> {
            var counts = gateways.computeIfAbsent(backend, _ -> new HashMap<>());
            own.forEach(gateway -> counts.merge(gateway, step, Ancestors::sum));
            if (counts.isEmpty()) {
                gateways.remove(backend);
            }
        });
    }

    private static @Nullable Integer sum(Integer one, Integer other) {
        return one + other == 0 ? null : Integer.valueOf(one + other);
    }

    /** Those of whose Listeners one takes the route. */
    private static List<ObjectName> gateways(RouteNode route) {
        return route.parents().stream()
                .flatMap(parent -> switch (parent.verdict()) {
                    case ParentNode.Verdict.Attached attached -> attached.attachments().stream();
                    case ParentNode.Verdict.Refused refused -> refused.attachments().stream();
                    case ParentNode.Verdict.NotAttached _ -> Stream.of();
                })
                .map(attachment -> new ObjectName(
                        attachment.listener().parent().namespace(),
                        attachment.listener().parent().name()))
                .distinct()
                .toList();
    }

    private static Set<RouteNode> identitySet(int size) {
        return Collections.newSetFromMap(new IdentityHashMap<>(Math.max(16, size)));
    }
}

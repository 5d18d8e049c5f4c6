package dev.sluice.graph.policy;

import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
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
 * Gateways by the Services that their routes refer to, by name. Brought up to date for the routes that changed. Used by
 * one thread.
 */
final class Ancestors {

    /** With the number of routes that a Gateway has for the Service. */
    private final Map<ObjectName, Map<ObjectName, Integer>> gateways = new HashMap<>();

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

    /** Those with a route that refers to the Service. */
    Set<ObjectName> of(ObjectName service) {
        return gateways.getOrDefault(service, Map.of()).keySet();
    }

    private void count(RouteNode route, int step) {
        var own = gateways(route);
        route.resource().services().distinct().forEach(service -> {
            var counts = gateways.computeIfAbsent(service, _ -> new HashMap<>());
            own.forEach(gateway -> counts.merge(gateway, step, Ancestors::sum));
            if (counts.isEmpty()) {
                gateways.remove(service);
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
                        attachment.listener().gatewayNamespace(),
                        attachment.listener().gatewayName()))
                .distinct()
                .toList();
    }

    private static Set<RouteNode> identitySet(int size) {
        return Collections.newSetFromMap(new IdentityHashMap<>(Math.max(16, size)));
    }
}

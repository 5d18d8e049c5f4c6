package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.Rule;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The routes of each Listener. */
final class AttachedRoutes {

    private final Map<ListenerId, List<Route>> byListener = new HashMap<>();

    private AttachedRoutes() {}

    /**
     * Translates every route that is attached to, or refused at, a Listener that is served.
     *
     * @param served the Listeners that are
     * @param backends receives what these routes name
     */
    static AttachedRoutes of(List<RouteNode> nodes, Set<ListenerId> served, Map<BackendId, Backend> backends) {
        var routes = new AttachedRoutes();
        var rules = new RuleTranslation(backends);
        for (RouteNode node : nodes) {
            var hostnames = hostnames(node);
            hostnames.keySet().retainAll(served);
            if (!hostnames.isEmpty()) {
                routes.add(node, rules.of(node), hostnames);
            }
        }
        return routes;
    }

    /** The routes of a Listener, by kind and name. */
    List<Route> of(ListenerId listener) {
        return byListener.getOrDefault(listener, List.of());
    }

    private void add(RouteNode node, List<Rule> rules, Map<ListenerId, List<RouteHostname>> hostnames) {
        hostnames.forEach((listener, names) -> byListener
                .computeIfAbsent(listener, id -> new ArrayList<>())
                .add(new Route(node.id(), node.created(), names, rules)));
    }

    /** Two parentRefs that lead to one Listener attach the route once. */
    private static Map<ListenerId, List<RouteHostname>> hostnames(RouteNode node) {
        var hostnames = new LinkedHashMap<ListenerId, List<RouteHostname>>();
        node.parents().stream()
                .flatMap(AttachedRoutes::attachments)
                .forEach(attachment -> hostnames.putIfAbsent(attachment.listener(), attachment.hostnames()));
        return hostnames;
    }

    private static Stream<Attachment> attachments(ParentNode parent) {
        return switch (parent.verdict()) {
            case ParentNode.Verdict.Attached attached -> attached.attachments().stream();
            case ParentNode.Verdict.Refused refused -> refused.attachments().stream();
            case ParentNode.Verdict.NotAttached notAttached -> Stream.empty();
        };
    }
}

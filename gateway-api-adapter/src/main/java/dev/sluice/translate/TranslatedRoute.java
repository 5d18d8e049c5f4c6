package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What becomes of a route.
 *
 * @param byListener the route on each Listener that takes it, in the order of its parentRefs
 * @param backends what its rules name
 */
record TranslatedRoute(Map<ListenerId, Route> byListener, List<Backend> backends) {

    TranslatedRoute {
        byListener = Collections.unmodifiableMap(new LinkedHashMap<>(byListener));
        backends = List.copyOf(backends);
    }

    static TranslatedRoute of(RouteNode node) {
        var translation = new RuleTranslation();
        var rules = translation.of(node);
        var byListener = new LinkedHashMap<ListenerId, Route>();
        hostnames(node)
                .forEach((listener, names) ->
                        byListener.put(listener, new Route(node.id(), node.created(), names, rules)));
        return new TranslatedRoute(byListener, translation.backends());
    }

    /** Two parentRefs that lead to one Listener attach the route once. */
    private static Map<ListenerId, List<RouteHostname>> hostnames(RouteNode node) {
        var hostnames = new LinkedHashMap<ListenerId, List<RouteHostname>>();
        node.parents().stream()
                .flatMap(TranslatedRoute::attachments)
                .forEach(attachment -> hostnames.putIfAbsent(attachment.listener(), attachment.hostnames()));
        return hostnames;
    }

    private static Stream<Attachment> attachments(ParentNode parent) {
        return switch (parent.verdict()) {
            case ParentNode.Verdict.Attached attached -> attached.attachments().stream();
            case ParentNode.Verdict.Refused refused -> refused.attachments().stream();
            case ParentNode.Verdict.NotAttached _ -> Stream.empty();
        };
    }
}

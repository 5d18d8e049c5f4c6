package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.Rule;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ObjectName;
import dev.sluice.translate.RuleTranslation.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** @param certificates what Gateways show to backends, by their names */
    static TranslatedRoute of(RouteNode node, Map<ObjectName, Certificate> certificates) {
        var translation = new RuleTranslation(null);
        var plain = translation.of(node);
        var backends = new ArrayList<>(translation.backends());
        boolean byTls = backends.stream().anyMatch(backend -> backend.tls() != null);
        var showing = new HashMap<Shown, List<Rule>>();
        var byListener = new LinkedHashMap<ListenerId, Route>();
        hostnames(node).forEach((listener, names) -> {
            var shown = byTls ? shown(listener, certificates) : null;
            var rules = shown == null
                    ? plain
                    : showing.computeIfAbsent(shown, it -> {
                        var own = new RuleTranslation(it);
                        var translated = own.of(node);
                        backends.addAll(own.backends());
                        return translated;
                    });
            byListener.put(listener, new Route(node.id(), node.created(), names, rules));
        });
        return new TranslatedRoute(byListener, backends);
    }

    private static @Nullable Shown shown(ListenerId listener, Map<ObjectName, Certificate> certificates) {
        var gateway = new ObjectName(listener.gatewayNamespace(), listener.gatewayName());
        var certificate = certificates.get(gateway);
        return certificate == null ? null : new Shown(gateway.toString(), certificate);
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

package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.Rule;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.translate.RuleTranslation.Shown;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** @param certificates what Gateways show to backends, by their names */
    static TranslatedRoute of(RouteNode node, Map<String, Certificate> certificates) {
        var ways = new HashMap<Optional<Shown>, RuleTranslation>();
        var rules = new HashMap<Optional<Shown>, List<Rule>>();
        var byListener = new LinkedHashMap<ListenerId, Route>();
        hostnames(node).forEach((listener, names) -> {
            var shown = usesTls(node) ? shown(listener, certificates) : Optional.<Shown>empty();
            var way = ways.computeIfAbsent(shown, it -> new RuleTranslation(it.orElse(null)));
            var translated = rules.computeIfAbsent(shown, _ -> way.of(node));
            byListener.put(listener, new Route(node.id(), node.created(), names, translated));
        });
        return new TranslatedRoute(
                byListener,
                ways.values().stream().flatMap(way -> way.backends().stream()).toList());
    }

    private static boolean usesTls(RouteNode node) {
        return node.rules().stream()
                .flatMap(rule -> Stream.concat(
                        rule.mirrors().stream(), rule.backends().stream().map(RuleNode.BackendShare::backend)))
                .anyMatch(verdict -> verdict instanceof BackendVerdict.Resolved resolved
                        && resolved.backend().tls() != null);
    }

    private static Optional<Shown> shown(ListenerId listener, Map<String, Certificate> certificates) {
        var gateway = listener.parent().toString();
        return Optional.ofNullable(certificates.get(gateway)).map(certificate -> new Shown(gateway, certificate));
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

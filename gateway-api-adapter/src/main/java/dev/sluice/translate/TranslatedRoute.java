package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.translate.RuleTranslation.Shown;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of a route.
 *
 * @param onListeners on each Listener that takes it, in the order of its parentRefs
 */
record TranslatedRoute(List<OnListener> onListeners) {

    TranslatedRoute {
        onListeners = List.copyOf(onListeners);
    }

    /**
     * The route on one Listener.
     *
     * @param backends what its rules name there
     */
    record OnListener(ListenerId listener, Route route, List<Backend> backends) {}

    /** Rules and what they name. */
    private record Rules(List<Rule> rules, List<Backend> backends) {

        static Rules of(RouteNode node, List<RuleNode> rules, Optional<Shown> shown) {
            var translation = new RuleTranslation(shown.orElse(null));
            return new Rules(translation.of(node.id(), rules), translation.backends());
        }
    }

    /** @param certificates what Gateways show to backends, by their names */
    static TranslatedRoute of(RouteNode node, Map<String, Certificate> certificates) {
        // Places that have the same rules have the same list.
        var known = new IdentityHashMap<List<RuleNode>, Map<Optional<Shown>, Rules>>();
        var byListener = new LinkedHashMap<ListenerId, OnListener>();
        node.attachments().forEach(attachment -> {
            var shown = usesTls(attachment.rules())
                    ? shown(attachment.listener().parent(), certificates)
                    : Optional.<Shown>empty();
            var rules = known.computeIfAbsent(attachment.rules(), _ -> new HashMap<>())
                    .computeIfAbsent(shown, _ -> Rules.of(node, attachment.rules(), shown));
            // Two parentRefs that lead to one Listener attach the route once.
            byListener.putIfAbsent(attachment.listener(), onListener(node, attachment, rules));
        });
        return new TranslatedRoute(List.copyOf(byListener.values()));
    }

    private static OnListener onListener(RouteNode node, Attachment attachment, Rules rules) {
        return new OnListener(
                attachment.listener(),
                new Route(node.id(), node.created(), attachment.hostnames(), rules.rules()),
                rules.backends());
    }

    private static boolean usesTls(List<RuleNode> rules) {
        return rules.stream()
                .flatMap(rule -> Stream.concat(
                        rule.named().stream(), rule.backends().stream().map(RuleNode.BackendShare::backend)))
                .anyMatch(verdict -> verdict instanceof BackendVerdict.Resolved resolved
                        && resolved.backend().tls() != null);
    }

    /** In the mesh nothing is shown: what a Gateway shows is its own. */
    private static Optional<Shown> shown(ParentId parent, Map<String, Certificate> certificates) {
        return switch (parent.kind()) {
            case GATEWAY -> {
                var gateway = parent.namespace() + "/" + parent.name();
                yield Optional.ofNullable(certificates.get(gateway))
                        .map(certificate -> new Shown(gateway, certificate));
            }
            case SERVICE -> Optional.empty();
        };
    }
}

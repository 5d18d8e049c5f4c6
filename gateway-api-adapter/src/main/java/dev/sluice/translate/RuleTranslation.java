package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import java.util.List;
import java.util.Map;

/** Translates the rules of routes and gathers the backends that they name. */
final class RuleTranslation {

    private final Map<BackendId, Backend> backends;

    RuleTranslation(Map<BackendId, Backend> backends) {
        this.backends = backends;
    }

    /** The rules of a route, in order; one that cannot be served refuses its requests. */
    List<Rule> of(RouteNode route) {
        return route.rules().stream()
                .map(rule -> of(new RuleId(route.id(), rule.index()), rule))
                .toList();
    }

    private Rule of(RuleId id, RuleNode rule) {
        return switch (rule.verdict()) {
            case RuleNode.Verdict.Usable usable ->
                new Rule(
                        id,
                        rule.name(),
                        rule.matches(),
                        usable.filters(),
                        Timeouts.UNSET,
                        null,
                        forward(rule.backends()));
            case RuleNode.Verdict.Dropped dropped ->
                new Rule(
                        id,
                        rule.name(),
                        rule.matches(),
                        List.of(),
                        Timeouts.UNSET,
                        null,
                        new RuleAction.Refuse(
                                dropped.fault().reason(), dropped.fault().message()));
        };
    }

    private RuleAction forward(List<RuleNode.BackendShare> shares) {
        return new RuleAction.Forward(shares.stream()
                .map(share -> new WeightedBackend(share.weight(), target(share.backend()), List.of()))
                .toList());
    }

    private Target target(BackendVerdict verdict) {
        return switch (verdict) {
            case BackendVerdict.Resolved resolved -> {
                backends.put(resolved.backend().id(), resolved.backend());
                yield new Target.Resolved(resolved.backend().id());
            }
            case BackendVerdict.Unresolved unresolved ->
                new Target.Unresolved(
                        unresolved.fault().reason(), unresolved.fault().message());
        };
    }
}

package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Translates the rules of a route and gathers the backends that they name. */
final class RuleTranslation {

    private final Map<BackendId, Backend> backends = new LinkedHashMap<>();

    /** What the rules name that were translated. */
    List<Backend> backends() {
        return List.copyOf(backends.values());
    }

    /** The rules of a route, in order; one that cannot be served refuses its requests. */
    List<Rule> of(RouteNode route) {
        return route.rules().stream()
                .map(rule -> of(new RuleId(route.id(), rule.index()), rule))
                .toList();
    }

    private Rule of(RuleId id, RuleNode rule) {
        return switch (rule.verdict()) {
            case RuleNode.Verdict.Usable usable -> usable(id, rule, usable);
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

    private Rule usable(RuleId id, RuleNode rule, RuleNode.Verdict.Usable usable) {
        rule.mirrors().forEach(this::gather);
        return new Rule(
                id,
                rule.name(),
                rule.matches(),
                usable.filters(),
                usable.timeouts(),
                usable.retry(),
                forward(rule.backends()));
    }

    private RuleAction forward(List<RuleNode.BackendShare> shares) {
        return new RuleAction.Forward(shares.stream()
                .map(share -> backend(share.weight(), target(share), share.filters()))
                .toList());
    }

    private static WeightedBackend backend(int weight, Target target, List<RouteFilter> filters) {
        return new WeightedBackend(weight, target, target instanceof Target.Resolved ? filters : List.of());
    }

    private void gather(BackendVerdict verdict) {
        if (verdict instanceof BackendVerdict.Resolved(var backend)) {
            backends.put(backend.id(), backend);
        }
    }

    private Target target(RuleNode.BackendShare share) {
        var fault = share.fault();
        if (fault != null) {
            return new Target.Unresolved(fault.reason(), fault.toString());
        }
        return switch (share.backend()) {
            case BackendVerdict.Resolved resolved -> {
                gather(resolved);
                yield new Target.Resolved(resolved.backend().id());
            }
            case BackendVerdict.Unresolved unresolved ->
                new Target.Unresolved(
                        unresolved.fault().reason(), unresolved.fault().message());
        };
    }
}

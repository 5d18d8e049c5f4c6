package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.BackendShare;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.HttpRoute;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Judges the rules of an HTTPRoute. A rule is served whole or not at all. */
final class RuleJudge {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final FilterReader filters;
    private final BackendResolver backends;

    RuleJudge(FilterReader filters, BackendResolver backends) {
        this.filters = filters;
        this.backends = backends;
    }

    /** One node for each rule, in order. */
    List<RuleNode> judge(HttpRoute route) {
        var rules = route.spec().rules();
        return IntStream.range(0, rules.size())
                .mapToObj(index -> judge(route, rules.get(index), index))
                .toList();
    }

    private RuleNode judge(HttpRoute route, HttpRoute.Rule rule, int index) {
        var label = "rules[" + index + "]";
        var reader = new MatchReader(label);
        var matches = reader.read(rule.matches());
        var fault = fieldNotServed(rule, label)
                .or(reader::fault)
                .or(() -> FilterRules.firstBroken(rule, label))
                .or(() -> backendFilters(rule, label));
        Verdict verdict = fault.isPresent() ? new Verdict.Dropped(fault.get()) : usable(route, rule, label);
        return new RuleNode(index, rule.name(), matches, shares(route, rule), verdict);
    }

    private Verdict usable(HttpRoute route, HttpRoute.Rule rule, String label) {
        return switch (filters.read(route.name().namespace(), rule.filters(), label)) {
            case FilterReader.Outcome.Refused refused -> new Verdict.Dropped(refused.fault());
            case FilterReader.Outcome.Read read -> new Verdict.Usable(read.filters());
        };
    }

    private List<BackendShare> shares(HttpRoute route, HttpRoute.Rule rule) {
        var referrer = new Grants.Referrer(GROUP, route.kind(), route.name().namespace());
        return rule.backendRefs().stream()
                .map(ref -> new BackendShare(ref.weight(), backends.resolve(referrer, ref)))
                .toList();
    }

    private static Optional<RuleFault> fieldNotServed(HttpRoute.Rule rule, String label) {
        return rule.unsupported().stream().findFirst().map(field -> RuleFault.fieldNotServed(label, field));
    }

    private static Optional<RuleFault> backendFilters(HttpRoute.Rule rule, String label) {
        return rule.backendRefs().stream()
                .filter(ref -> !ref.filters().isEmpty())
                .findFirst()
                .map(ref -> RuleFault.backendFilters(label, ref.name()));
    }
}

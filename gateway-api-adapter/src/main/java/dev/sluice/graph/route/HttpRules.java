package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.HttpRoute;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Judges the rules of HTTPRoutes. A rule is served whole or not at all; so is each of its backendRefs. */
final class HttpRules {

    private final RuleTargets targets;

    HttpRules(RuleTargets targets) {
        this.targets = targets;
    }

    /** One node for each rule, in order. */
    List<RuleNode> judge(HttpRoute route) {
        var rules = route.spec().rules();
        return IntStream.range(0, rules.size())
                .mapToObj(index -> judge(rules.get(index), new RuleReading(targets, route, index)))
                .toList();
    }

    private static RuleNode judge(HttpRoute.Rule rule, RuleReading reading) {
        var label = reading.label();
        var matches = new MatchReader(label);
        List<RouteMatch> read = matches.read(rule.matches());
        var filters = reading.filters(rule.filters());
        var session = reading.session(rule.sessionPersistence());
        var fault = rule.unsupported().stream()
                .findFirst()
                .map(field -> RuleFault.fieldNotServed(label, field))
                .or(matches::fault)
                .or(() -> FilterRules.firstBroken(rule, label))
                .or(filters::fault)
                .or(() -> session);
        Verdict verdict = fault.isPresent()
                ? new Verdict.Dropped(fault.get())
                : new Verdict.Usable(filters.filters(), timeouts(rule.timeouts()), retry(rule.retry()));
        reading.backendRefs(rule.backendRefs(), (ref, place) -> FilterRules.firstBroken(ref, rule.matches(), place));
        return reading.node(rule.name(), read, verdict);
    }

    private static Timeouts timeouts(HttpRoute.Timeouts timeouts) {
        return new Timeouts(timeouts.request(), timeouts.backendRequest());
    }

    private static @Nullable Retry retry(HttpRoute.@Nullable Retry retry) {
        return retry == null ? null : new Retry(retry.codes(), retry.attempts(), retry.backoff());
    }
}

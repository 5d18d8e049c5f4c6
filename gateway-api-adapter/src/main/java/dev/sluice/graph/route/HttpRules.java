package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.HttpRoute;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the rules of HTTPRoutes. A rule is served whole or not at all; so is each of its backendRefs. */
final class HttpRules {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final SpringFilters springFilters;
    private final BackendResolver backends;

    HttpRules(SpringFilters springFilters, BackendResolver backends) {
        this.springFilters = springFilters;
        this.backends = backends;
    }

    /** One node for each rule, in order. */
    List<RuleNode> judge(HttpRoute route) {
        var referrer =
                new Grants.Referrer(GROUP, route.kind().word(), route.name().namespace());
        var rules = route.spec().rules();
        return IntStream.range(0, rules.size())
                .mapToObj(index -> judge(referrer, rules.get(index), index))
                .toList();
    }

    private RuleNode judge(Grants.Referrer route, HttpRoute.Rule rule, int index) {
        var label = "rules[" + index + "]";
        var matches = new MatchReader(label);
        List<RouteMatch> read = matches.read(rule.matches());
        var filters = new FilterReader(springFilters, backends, route, label);
        filters.read(rule.filters());
        var fault = fieldNotServed(rule, label)
                .or(matches::fault)
                .or(() -> FilterRules.firstBroken(rule, label))
                .or(filters::fault);
        Verdict verdict = fault.isPresent()
                ? new Verdict.Dropped(fault.get())
                : new Verdict.Usable(filters.filters(), timeouts(rule.timeouts()), retry(rule.retry()));
        var shares = new BackendShares(springFilters, backends, route);
        shares.read(rule.backendRefs(), label, (ref, place) -> FilterRules.firstBroken(ref, rule.matches(), place));
        return new RuleNode(
                index,
                rule.name(),
                read,
                shares.shares(),
                Stream.concat(filters.mirrors().stream(), shares.mirrors().stream())
                        .toList(),
                Stream.concat(filters.extensions().stream(), shares.extensions().stream())
                        .toList(),
                verdict);
    }

    private static Optional<RuleFault> fieldNotServed(HttpRoute.Rule rule, String label) {
        return rule.unsupported().stream().findFirst().map(field -> RuleFault.fieldNotServed(label, field));
    }

    private static Timeouts timeouts(HttpRoute.Timeouts timeouts) {
        return new Timeouts(timeouts.request(), timeouts.backendRequest());
    }

    private static @Nullable Retry retry(HttpRoute.@Nullable Retry retry) {
        return retry == null ? null : new Retry(retry.codes(), retry.attempts(), retry.backoff());
    }
}

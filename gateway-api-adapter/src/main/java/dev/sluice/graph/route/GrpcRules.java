package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRouteFilter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Judges the rules of GRPCRoutes. A rule is served whole or not at all; so is each of its backendRefs. Calls have no
 * limit of time but the client's own: a stream may last for days.
 */
final class GrpcRules {

    private final RuleTargets targets;

    GrpcRules(RuleTargets targets) {
        this.targets = targets;
    }

    /** One node for each rule, in order. A route without rules takes no call. */
    List<RuleNode> judge(GrpcRoute route) {
        var rules = route.spec().rules();
        return IntStream.range(0, rules.size())
                .mapToObj(index -> judge(rules.get(index), new RuleReading(targets, route, index)))
                .toList();
    }

    private static RuleNode judge(GrpcRoute.Rule rule, RuleReading reading) {
        var label = reading.label();
        var matches = new MatchReader(label);
        List<RouteMatch> read = matches.readCalls(rule.matches());
        var filters = reading.filters(rule.filters());
        var session = reading.session(rule.sessionPersistence());
        var fault = rule.unsupported().stream()
                .findFirst()
                .map(field -> RuleFault.fieldNotServed(label, field))
                .or(matches::fault)
                .or(() -> ofHttpAlone(rule.filters(), label))
                .or(() -> FilterRules.noneIsRepeated(rule.filters(), label))
                .or(filters::fault)
                .or(() -> session);
        Verdict verdict = fault.isPresent()
                ? new Verdict.Dropped(fault.get())
                : new Verdict.Usable(filters.filters(), Timeouts.NONE, null);
        reading.backendRefs(
                rule.backendRefs(),
                (ref, place) -> ofHttpAlone(ref.filters(), place).or(() -> FilterRules.firstBroken(ref, place)));
        return reading.node(rule.name(), read, verdict);
    }

    /** A filter that no GRPCRoute has. Source: GRPCRouteFilterType. */
    private static Optional<RuleFault> ofHttpAlone(List<HttpRouteFilter> filters, String label) {
        return filters.stream()
                .filter(filter -> switch (filter) {
                    case HttpRouteFilter.RequestRedirect _,
                            HttpRouteFilter.UrlRewrite _,
                            HttpRouteFilter.Cors _,
                            HttpRouteFilter.ExternalAuth _ -> true;
                    case HttpRouteFilter.RequestHeaderModifier _,
                            HttpRouteFilter.ResponseHeaderModifier _,
                            HttpRouteFilter.RequestMirror _,
                            HttpRouteFilter.ExtensionRef _,
                            HttpRouteFilter.NotServed _ -> false;
                })
                .findFirst()
                .map(filter -> RuleFault.filterNotServed(label, filter.type()));
    }
}

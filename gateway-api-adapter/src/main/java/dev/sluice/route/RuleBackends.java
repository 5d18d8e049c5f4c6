package dev.sluice.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.WeightedBackend;
import java.util.stream.Stream;

/** The backends that a rule sends something to. */
public final class RuleBackends {

    private RuleBackends() {}

    /** Those that share its requests, are sent copies of them, or authorize them. One may be there twice. */
    public static Stream<BackendId> of(Rule rule) {
        Stream<RouteFilter> ofRule = rule.filters().stream();
        return switch (rule.action()) {
            case RuleAction.Refuse _ -> named(ofRule);
            case RuleAction.Forward(var shares) ->
                Stream.concat(
                        named(Stream.concat(ofRule, shares.stream().flatMap(share -> share.filters().stream()))),
                        shares.stream().flatMap(share -> switch (share.target()) {
                            case WeightedBackend.Target.Resolved(var id) -> Stream.of(id);
                            case WeightedBackend.Target.Unresolved _ -> Stream.empty();
                        }));
        };
    }

    private static Stream<BackendId> named(Stream<RouteFilter> filters) {
        return filters.flatMap(filter -> switch (filter) {
            case RouteFilter.RequestMirror(var mirror) -> Stream.of(mirror.backend());
            case RouteFilter.ExternalAuth(var authorizer) -> Stream.ofNullable(authorizer.backend());
            case RouteFilter.RequestHeaderModifier _,
                    RouteFilter.ResponseHeaderModifier _,
                    RouteFilter.RequestRedirect _,
                    RouteFilter.UrlRewrite _,
                    RouteFilter.Cors _,
                    RouteFilter.BuiltIn _,
                    RouteFilter.SpringFilter _ -> Stream.empty();
        });
    }
}

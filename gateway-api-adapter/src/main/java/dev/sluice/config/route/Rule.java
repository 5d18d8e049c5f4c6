package dev.sluice.config.route;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a route. Source: HTTPRouteRule.
 *
 * <p>The rule of a TLSRoute, TCPRoute or UDPRoute has neither matches nor filters: it takes every connection of its
 * Listener and hostnames, and of a route only the first does.
 *
 * @param name HTTPRouteRule.name; null where the rule has none
 * @param matches at least one for HTTP; a request that meets any of them takes this rule
 * @param filters in order
 * @param retry null: the rule says nothing; what is safe to repeat is repeated all the same
 */
public record Rule(
        RuleId id,
        @Nullable String name,
        List<RouteMatch> matches,
        List<RouteFilter> filters,
        Timeouts timeouts,
        @Nullable Retry retry,
        RuleAction action) {

    public Rule {
        matches = List.copyOf(matches);
        filters = List.copyOf(filters);
    }
}

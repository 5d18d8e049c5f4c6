package dev.sluice.config.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.RouteFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of HTTPRouteRule.backendRefs.
 *
 * @param weight 0-1000000, a share of the sum of the rule's weights; 0: no request
 * @param filters of this backendRef alone, after the rule's own, in order. Source: HTTPBackendRef.filters
 * @param session how clients keep to an endpoint of it, by the rule or by a policy; null: they do not
 * @param retries how many it gets from all rules together, by a policy; null: no policy limits them
 */
public record WeightedBackend(
        int weight,
        Target target,
        List<RouteFilter> filters,
        @Nullable StickySession session,
        @Nullable RetryAllowance retries) {

    public WeightedBackend {
        filters = List.copyOf(filters);
    }

    /** One for which no policy limits retries. */
    public WeightedBackend(int weight, Target target, List<RouteFilter> filters, @Nullable StickySession session) {
        this(weight, target, filters, session, null);
    }

    /** One whose requests each go to any of its endpoints. */
    public WeightedBackend(int weight, Target target, List<RouteFilter> filters) {
        this(weight, target, filters, null);
    }

    /** What a backendRef leads to. */
    public sealed interface Target {

        /** A backend of the same GatewayConfig. */
        record Resolved(BackendId backend) implements Target {}

        /**
         * Nothing: the share of this backendRef is answered 500.
         *
         * @param reason reason of the ResolvedRefs condition, such as {@code BackendNotFound}
         * @param message its message
         */
        record Unresolved(String reason, String message) implements Target {}
    }
}

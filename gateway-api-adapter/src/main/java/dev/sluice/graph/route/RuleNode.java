package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.backend.BackendVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a route.
 *
 * @param index place in the route's list, from 0
 * @param name null where the rule has none
 * @param matches at least one, but none of a TCPRoute, TLSRoute or UDPRoute, whose first rule takes everything; a part
 *     that cannot be read matches everything, so that the rule refuses what it might have meant
 * @param backends followed also where the rule cannot be served, so that the status tells all that is wrong
 * @param named where the mirrors and authorizers lead, those of the rule and of the backendRefs that lead somewhere;
 *     one that leads nowhere is in no list of filters
 * @param extensions the extensionRefs that lead nowhere, of the rule and of its backendRefs
 * @param toParent whether it names no backend and leads to the Service that it is attached to
 */
public record RuleNode(
        int index,
        @Nullable String name,
        List<RouteMatch> matches,
        List<BackendShare> backends,
        List<BackendVerdict> named,
        List<BackendFault> extensions,
        boolean toParent,
        Verdict verdict) {

    public RuleNode {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
        named = List.copyOf(named);
        extensions = List.copyOf(extensions);
    }

    /** Whether the rule can be served. */
    public sealed interface Verdict {

        /**
         * It can.
         *
         * @param filters in order
         * @param retry null: the rule says nothing
         */
        record Usable(
                List<RouteFilter> filters,
                Timeouts timeouts,
                @Nullable Retry retry) implements Verdict {

            public Usable {
                filters = List.copyOf(filters);
            }
        }

        /** It cannot: its requests are answered 500, its connections refused. */
        record Dropped(RuleFault fault) implements Verdict {}
    }

    /**
     * One backendRef.
     *
     * @param weight 0-1000000
     * @param filters of this backendRef, in order; of use only where it leads somewhere and there is no fault
     * @param fault why its filters cannot be applied: without them it must get no request; null: they can
     * @param session how clients keep to an endpoint of it; null: they do not, or it leads nowhere
     * @param retries how many retries it gets, by a policy; null: no policy says it, or it leads nowhere
     */
    public record BackendShare(
            int weight,
            BackendVerdict backend,
            List<RouteFilter> filters,
            @Nullable RuleFault fault,
            @Nullable StickySession session,
            @Nullable RetryAllowance retries) {

        public BackendShare {
            filters = List.copyOf(filters);
        }
    }
}

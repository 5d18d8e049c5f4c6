package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.backend.BackendVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a route.
 *
 * @param index place in the route's list, from 0
 * @param name null where the rule has none
 * @param matches at least one; a part that cannot be read matches everything, so that the rule refuses what it might
 *     have meant
 * @param backends followed also where the rule cannot be served, so that the status tells all that is wrong
 * @param mirrors where the mirrors lead, those of the rule and of the backendRefs that lead somewhere; one that leads
 *     nowhere is in no list of filters
 */
public record RuleNode(
        int index,
        @Nullable String name,
        List<RouteMatch> matches,
        List<BackendShare> backends,
        List<BackendVerdict> mirrors,
        Verdict verdict) {

    public RuleNode {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
        mirrors = List.copyOf(mirrors);
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

        /** It cannot: its requests are answered 500. */
        record Dropped(RuleFault fault) implements Verdict {}
    }

    /**
     * One backendRef.
     *
     * @param weight 0-1000000
     * @param backend leads nowhere also where one of the backendRef's filters cannot be served
     * @param filters of this backendRef, in order; empty where it leads nowhere
     */
    public record BackendShare(int weight, BackendVerdict backend, List<RouteFilter> filters) {

        public BackendShare {
            filters = List.copyOf(filters);
        }
    }
}

package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
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
 */
public record RuleNode(
        int index, @Nullable String name, List<RouteMatch> matches, List<BackendShare> backends, Verdict verdict) {

    public RuleNode {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
    }

    /** Whether the rule can be served. */
    public sealed interface Verdict {

        /** It can. */
        record Usable(List<RouteFilter> filters) implements Verdict {

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
     */
    public record BackendShare(int weight, BackendVerdict backend) {}
}

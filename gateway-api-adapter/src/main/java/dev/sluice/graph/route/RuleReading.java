package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.BackendShare;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Route;
import dev.sluice.resource.RouteBackendRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of all kinds of routes have in common: filters, and backendRefs with filters of their own. What leads
 * nowhere keeps its share. One for each rule.
 */
final class RuleReading {

    private final SpringFilters springFilters;
    private final BackendResolver backends;
    private final Grants.Referrer route;
    private final int index;
    private final FilterReader filters;
    private final List<BackendShare> shares = new ArrayList<>();
    private final List<BackendVerdict> mirrors = new ArrayList<>();
    private final List<BackendFault> extensions = new ArrayList<>();

    /** @param index place in the route's list, from 0 */
    RuleReading(SpringFilters springFilters, BackendResolver backends, Route route, int index) {
        this.springFilters = springFilters;
        this.backends = backends;
        this.route = new Grants.Referrer(
                route.kind().group(), route.kind().word(), route.name().namespace());
        this.index = index;
        this.filters = reader(label());
    }

    /** How messages name the rule. */
    String label() {
        return "rules[" + index + "]";
    }

    /** Reads the filters of the rule. */
    FilterReader filters(List<HttpRouteFilter> list) {
        filters.read(list);
        mirrors.addAll(filters.mirrors());
        extensions.addAll(filters.extensions());
        return filters;
    }

    /**
     * Reads the backendRefs in order.
     *
     * @param firstBroken what a backendRef's filters break together, by how messages name it
     */
    void backendRefs(List<RouteBackendRef> refs, BiFunction<RouteBackendRef, String, Optional<RuleFault>> firstBroken) {
        for (RouteBackendRef ref : refs) {
            var place = label() + ".backendRefs[" + shares.size() + "]";
            var own = reader(place);
            own.read(ref.filters());
            var fault = firstBroken.apply(ref, place).or(own::fault).orElse(null);
            var backend = backends.resolve(route, ref.object());
            shares.add(new BackendShare(ref.weight(), backend, own.filters(), fault));
            extensions.addAll(own.extensions());
            if (fault == null && backend instanceof BackendVerdict.Resolved) {
                mirrors.addAll(own.mirrors());
            }
        }
    }

    /** Everything that was read. */
    RuleNode node(@Nullable String name, List<RouteMatch> matches, Verdict verdict) {
        return new RuleNode(index, name, matches, shares, mirrors, extensions, verdict);
    }

    private FilterReader reader(String place) {
        return new FilterReader(springFilters, backends, route, place);
    }
}

package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.RuleFault;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.BackendShare;
import dev.sluice.resource.RouteBackendRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Follows the backendRefs of one rule and reads their filters; what leads nowhere keeps its share. */
final class BackendShares {

    private final SpringFilters springFilters;
    private final BackendResolver backends;
    private final Grants.Referrer route;
    private final List<BackendShare> shares = new ArrayList<>();
    private final List<BackendVerdict> mirrors = new ArrayList<>();
    private final List<BackendFault> extensions = new ArrayList<>();

    BackendShares(SpringFilters springFilters, BackendResolver backends, Grants.Referrer route) {
        this.springFilters = springFilters;
        this.backends = backends;
        this.route = route;
    }

    /**
     * Reads them in order.
     *
     * @param label how messages name the rule
     * @param firstBroken what a backendRef's filters break together, by how messages name it
     */
    void read(
            List<RouteBackendRef> refs,
            String label,
            BiFunction<RouteBackendRef, String, Optional<RuleFault>> firstBroken) {
        for (RouteBackendRef ref : refs) {
            var place = label + ".backendRefs[" + shares.size() + "]";
            var filters = new FilterReader(springFilters, backends, route, place);
            filters.read(ref.filters());
            var fault = firstBroken.apply(ref, place).or(filters::fault).orElse(null);
            var backend = backends.resolve(route, ref.object());
            shares.add(new BackendShare(ref.weight(), backend, filters.filters(), fault));
            extensions.addAll(filters.extensions());
            if (fault == null && backend instanceof BackendVerdict.Resolved) {
                mirrors.addAll(filters.mirrors());
            }
        }
    }

    /** One for each backendRef, in order. */
    List<BackendShare> shares() {
        return shares;
    }

    /** Where the mirrors of those lead that lead somewhere. */
    List<BackendVerdict> mirrors() {
        return mirrors;
    }

    /** Their extensionRefs that lead nowhere. */
    List<BackendFault> extensions() {
        return extensions;
    }
}

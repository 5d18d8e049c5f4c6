package dev.sluice.graph.route;

import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.session.BackendTrafficPolicies;
import dev.sluice.resource.BackendObjectReference;
import org.jspecify.annotations.Nullable;

/**
 * What rules refer to, as they are served at one place.
 *
 * @param backends where backendRefs and mirrors lead
 * @param trafficPolicies how clients keep to an endpoint of a Service, and how many retries it gets
 * @param springFilters where extensionRefs lead
 * @param parent the backend of rules that name none; null: they have none
 */
public record RuleTargets(
        BackendResolver backends,
        BackendTrafficPolicies trafficPolicies,
        SpringFilters springFilters,
        @Nullable BackendObjectReference parent) {

    /** For Gateways. */
    public RuleTargets(BackendResolver backends, BackendTrafficPolicies trafficPolicies, SpringFilters springFilters) {
        this(backends, trafficPolicies, springFilters, null);
    }

    /** For Listeners that do not end TLS. */
    RuleTargets passingThrough() {
        return new RuleTargets(backends.passingThrough(), trafficPolicies, springFilters, parent);
    }

    /**
     * For Gateways whose pods cannot read all Secrets and ConfigMaps.
     *
     * @param namespace the only one whose they can read; null: all
     */
    RuleTargets confinedTo(@Nullable String namespace) {
        return new RuleTargets(
                backends.confinedTo(namespace), trafficPolicies, springFilters.confinedTo(namespace), parent);
    }

    /**
     * For a Service of the mesh. A rule that names no backend leads to the Service itself. Source: GEP-1686, "Omitted
     * backendRefs".
     *
     * @param parent null: to no port of it
     */
    RuleTargets inMesh(@Nullable BackendObjectReference parent) {
        return new RuleTargets(backends.inMesh(), trafficPolicies, springFilters, parent);
    }
}

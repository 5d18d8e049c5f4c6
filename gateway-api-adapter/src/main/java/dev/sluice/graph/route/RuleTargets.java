package dev.sluice.graph.route;

import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.session.SessionPolicies;

/**
 * What rules refer to.
 *
 * @param backends where backendRefs and mirrors lead
 * @param sessions how clients keep to an endpoint of a Service
 * @param springFilters where extensionRefs lead
 */
public record RuleTargets(BackendResolver backends, SessionPolicies sessions, SpringFilters springFilters) {}

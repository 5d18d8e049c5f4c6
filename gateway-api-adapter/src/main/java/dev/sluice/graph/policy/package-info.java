/**
 * Policies and XBackends: which Gateways each has an effect on, and whether it is served.
 *
 * <p>Starts at {@link dev.sluice.graph.policy.PolicyJudge}. Takes policies, XBackends and judged
 * routes, gives a {@link dev.sluice.graph.policy.PolicyNode} or {@link dev.sluice.graph.policy.XBackendNode} for each
 * that has an effect on a Gateway of ours.
 *
 * <p>May depend on: {@code graph.target}, {@code graph.telemetry}, {@code graph.route}, {@code resource},
 * {@code memory}, {@code condition}, {@code config.backend}, {@code config.listener}
 */
@NullMarked
package dev.sluice.graph.policy;

import org.jspecify.annotations.NullMarked;

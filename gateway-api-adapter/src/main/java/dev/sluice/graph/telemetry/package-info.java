/**
 * Which policy says how a Gateway traces its requests, and whether that can be done.
 *
 * <p>Starts at {@link dev.sluice.graph.telemetry.TelemetryPolicies}. Takes XTelemetryPolicies and judged Gateways,
 * gives a {@link dev.sluice.graph.telemetry.TelemetryNode} for each policy that names a Gateway of ours, or one that is
 * not there.
 *
 * <p>May depend on: {@code graph.backend}, {@code graph.gateway}, {@code graph.grant}, {@code graph.reading},
 * {@code resource}, {@code condition}, {@code config.backend}, {@code config.listener}, {@code config.tracing}
 */
@NullMarked
package dev.sluice.graph.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * What Gateways need in a cluster: a Service each, with EndpointSlices that lead to the shared pods or with pods of its
 * own, and a port of the pods for each of their ports.
 *
 * <p>Starts at {@link dev.sluice.infrastructure.GatewayObjects}. Takes a {@code Graph}, our own Deployment and the
 * EndpointSlices of its pods, gives the objects as trees; writes none, so that all of it is tested without a cluster.
 *
 * <p>May depend on: {@code graph}, {@code graph.gateway}, {@code graph.parameters}, {@code resource},
 * {@code config.listener}, {@code condition}, {@code text}
 */
@NullMarked
package dev.sluice.infrastructure;

import org.jspecify.annotations.NullMarked;

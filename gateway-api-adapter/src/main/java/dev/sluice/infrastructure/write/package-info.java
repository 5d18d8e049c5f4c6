/**
 * Writes what Gateways need to the API server: the leading replica alone, only what differs, and only what it has made
 * itself.
 *
 * <p>Starts at {@link dev.sluice.infrastructure.write.InfrastructureWriter}. Takes graphs and the objects that are
 * stored, gives requests to the API server on threads of its own; the pipeline never waits for it.
 *
 * <p>May depend on: {@code infrastructure}, {@code cluster}, {@code cluster.api}, {@code graph}, {@code graph.gateway},
 * {@code graph.gatewayclass}, {@code resource}, {@code condition}
 */
@NullMarked
package dev.sluice.infrastructure.write;

import org.jspecify.annotations.NullMarked;

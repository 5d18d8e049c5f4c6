/**
 * Where a backendRef leads: Service, port, ready endpoints.
 *
 * <p>Starts at {@link dev.sluice.graph.backend.BackendResolver}. Takes Services and EndpointSlices, gives
 * endpoints, with the TLS that policies ask for, or the reason why there are none; resolves no name by DNS.
 *
 * <p>May depend on: {@code graph.grant}, {@code graph.reading}, {@code graph.target}, {@code graph.trust},
 * {@code resource}, {@code condition}, {@code config.backend}, {@code config.tls}
 */
@NullMarked
package dev.sluice.graph.backend;

import org.jspecify.annotations.NullMarked;

/**
 * Where a backendRef leads: a port of a Service, or an XBackend, and ready endpoints.
 *
 * <p>Starts at {@link dev.sluice.graph.backend.BackendResolver}. Takes Services with EndpointSlices, and
 * XBackends with pods, gives endpoints, with the TLS that policies ask for, or the reason why there are none; resolves
 * no name by DNS.
 *
 * <p>May depend on: {@code graph.gateway}, {@code graph.grant}, {@code graph.reading}, {@code graph.session},
 * {@code graph.target}, {@code graph.trust}, {@code resource}, {@code condition}, {@code config.backend},
 * {@code config.route}, {@code config.tls}, {@code text}
 */
@NullMarked
package dev.sluice.graph.backend;

import org.jspecify.annotations.NullMarked;

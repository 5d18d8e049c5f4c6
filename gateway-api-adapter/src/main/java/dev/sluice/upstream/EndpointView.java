package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;

/**
 * What one endpoint of a backend does at one moment.
 *
 * @param terminating whether it is ending: it gets requests only while no other is ready
 * @param ejected whether it gets no requests because it failed
 * @param running requests, connections or flows that it has
 */
public record EndpointView(Endpoint endpoint, boolean terminating, boolean ejected, int running) {}

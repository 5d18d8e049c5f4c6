package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint of a backend does at one moment.
 *
 * @param terminating whether it is ending: it gets requests only while no other is ready
 * @param ejected whether it gets no requests because it failed
 * @param running requests, connections or flows that it has
 * @param latency mean time to the heads of its last responses; null where it gave none
 */
public record EndpointView(
        Endpoint endpoint,
        boolean terminating,
        boolean ejected,
        int running,
        @Nullable Duration latency) {}

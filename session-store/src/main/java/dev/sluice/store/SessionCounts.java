package dev.sluice.store;

import java.util.List;

/**
 * How many sessions there are. Those that begin or end while they are counted may be missed or counted twice.
 *
 * @param complete false: the store is away, or had so many sessions that not all were counted in time
 * @param revocations in force
 * @param backends in order of name
 */
public record SessionCounts(boolean complete, int revocations, List<OfBackend> backends) {

    /**
     * Those of one backend.
     *
     * @param backend {@code namespace/name:port}
     * @param endpoints in order of address
     */
    public record OfBackend(String backend, List<OfEndpoint> endpoints) {}

    /**
     * Those of one endpoint.
     *
     * @param endpoint {@code host:port}
     * @param sessions pinned there and not revoked
     */
    public record OfEndpoint(String endpoint, long sessions) {}
}

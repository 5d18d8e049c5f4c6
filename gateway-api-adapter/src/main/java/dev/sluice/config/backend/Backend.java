package dev.sluice.config.backend;

import java.util.List;

/**
 * A Service port and the endpoints behind it.
 *
 * @param endpoints sorted, without duplicates; empty: nothing is ready and requests are answered 503
 */
public record Backend(BackendId id, List<Endpoint> endpoints) {

    public Backend {
        endpoints = endpoints.stream().distinct().sorted().toList();
    }
}

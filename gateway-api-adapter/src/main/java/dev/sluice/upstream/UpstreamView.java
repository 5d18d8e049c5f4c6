package dev.sluice.upstream;

import dev.sluice.config.backend.BackendId;

/**
 * What a backend does at one moment.
 *
 * @param open connections that are open or being opened
 * @param unused of these, those that carry no request
 * @param pending requests that wait for a connection
 * @param running requests from the choice of an endpoint to the end of the response's body; those that wait too
 * @param endpoints that there are, also those that are ending
 * @param ejected endpoints that get no requests because they failed
 */
public record UpstreamView(BackendId id, int open, int unused, int pending, int running, int endpoints, int ejected) {}

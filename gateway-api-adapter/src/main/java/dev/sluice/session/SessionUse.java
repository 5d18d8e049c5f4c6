package dev.sluice.session;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request of a session that was sent to an endpoint.
 *
 * @param backend whose endpoint it is; a session has one use for each backend that it is pinned in
 * @param begun when the session was pinned to this endpoint
 * @param at when the request was sent
 * @param idleTimeout after which it is of no use to remember the session; null: none
 * @param absoluteTimeout from {@code begun}, likewise; null: none
 */
public record SessionUse(
        SessionId id,
        BackendId backend,
        Endpoint endpoint,
        Instant begun,
        Instant at,
        @Nullable Duration idleTimeout,
        @Nullable Duration absoluteTimeout) {}

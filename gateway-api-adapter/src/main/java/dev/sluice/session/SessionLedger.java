package dev.sluice.session;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Remembers sessions in addition to their tokens, for all replicas together. What a token says holds wherever the
 * ledger knows nothing or cannot be asked: no request fails because of it. Every method returns at once and may be
 * called by any thread.
 */
public interface SessionLedger {

    /** Remembers nothing. */
    SessionLedger NONE = new SessionLedger() {
        @Override
        public boolean remembers() {
            return false;
        }

        @Override
        public void used(SessionUse use) {
            // The token says it.
        }

        @Override
        public Mono<Instant> lastUse(SessionId id) {
            return Mono.empty();
        }

        @Override
        public boolean isRevoked(SessionId id, BackendId backend, Endpoint endpoint, Instant begun) {
            return false;
        }
    };

    /**
     * Whether it is worth asking for a last use: false also while its store is away. Tokens are renewed in any case, so
     * that sessions continue without it.
     */
    boolean remembers();

    /** Notes a request. Written later, together with others. */
    void used(SessionUse use);

    /**
     * When any replica last saw a request of the session.
     *
     * @return empty where that is not known, also when the store does not answer in time; never an error
     */
    Mono<Instant> lastUse(SessionId id);

    /**
     * Whether somebody ended the session, or all sessions of the endpoint, after it was pinned there. Answered from
     * what this process heard last.
     *
     * @param begun when it was pinned to the endpoint
     */
    boolean isRevoked(SessionId id, BackendId backend, Endpoint endpoint, Instant begun);
}

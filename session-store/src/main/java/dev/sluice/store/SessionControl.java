package dev.sluice.store;

import dev.sluice.session.SessionId;
import reactor.core.publisher.Mono;

/** What operators may see and do of sessions. For any thread; nothing blocks. */
public interface SessionControl {

    /** Sessions of all replicas, as far as the store knows them now. */
    Mono<SessionCounts> sessions();

    /**
     * Ends a session: its next request, to whichever replica, gets a new endpoint.
     *
     * @return an IllegalStateException where too many revocations are in force, else never an error
     */
    Mono<Reach> revoke(SessionId session);

    /**
     * Ends all sessions that are pinned to an endpoint now. New ones may be pinned there.
     *
     * @param backend {@code namespace/name:port}
     * @param endpoint {@code host:port}, an IPv6 address in brackets
     * @return as of one session
     * @throws IllegalArgumentException for other forms; says what was expected
     */
    Mono<Reach> revoke(String backend, String endpoint);

    /** Where a revocation holds. */
    enum Reach {
        /** In this replica, and within a second in all others. */
        ALL_REPLICAS,
        /** In this replica; in others within a second after the store is back. */
        THIS_REPLICA
    }
}

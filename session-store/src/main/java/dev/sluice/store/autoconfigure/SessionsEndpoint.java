package dev.sluice.store.autoconfigure;

import dev.sluice.session.SessionId;
import dev.sluice.store.SessionControl;
import dev.sluice.store.SessionCounts;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import reactor.core.publisher.Mono;

/**
 * {@code /actuator/sluicesessions}. Revoking is off unless {@code management.endpoint.sluicesessions.access} is
 * {@code unrestricted}.
 */
@Endpoint(id = "sluicesessions", defaultAccess = Access.READ_ONLY)
public final class SessionsEndpoint {

    private final SessionControl control;

    SessionsEndpoint(SessionControl control) {
        this.control = control;
    }

    /**
     * Where a revocation holds.
     *
     * @param reach {@code ALL_REPLICAS}, or {@code THIS_REPLICA} while the store is away
     */
    public record Revoked(SessionControl.Reach reach) {}

    /** {@code GET}: how many sessions each endpoint of each backend has. No ids are listed. */
    @ReadOperation
    public Mono<SessionCounts> counts() {
        return control.sessions();
    }

    /**
     * {@code DELETE /actuator/sluicesessions/{session}}: ends one session.
     *
     * @param session as the access log has it
     */
    @DeleteOperation
    public Mono<Revoked> revoke(@Selector String session) {
        try {
            return control.revoke(SessionId.parse(session)).map(Revoked::new);
        } catch (IllegalArgumentException malformed) {
            throw refused("session: " + session + " (expected: 32 hexadecimal digits)");
        }
    }

    /**
     * {@code DELETE /actuator/sluicesessions?backend=shop/cart:8080&endpoint=10.0.0.1:8080}: ends all sessions that are
     * pinned there.
     *
     * @param backend {@code namespace/name:port}
     * @param endpoint {@code host:port}
     */
    @DeleteOperation
    public Mono<Revoked> revokeAll(String backend, String endpoint) {
        try {
            return control.revoke(backend, endpoint).map(Revoked::new);
        } catch (IllegalArgumentException malformed) {
            throw refused(String.valueOf(malformed.getMessage()));
        }
    }

    /** Answered 400. */
    private static InvalidEndpointRequestException refused(String reason) {
        return new InvalidEndpointRequestException(reason, reason);
    }
}

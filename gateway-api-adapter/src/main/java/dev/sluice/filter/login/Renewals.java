package dev.sluice.filter.login;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Continues sessions by their refresh tokens. Requests of one session that come at the same time, or with the cookie of
 * before, get what the first of them got: providers take a refresh token that comes twice for a stolen one. Any thread
 * may use it.
 */
final class Renewals {

    /** How long what came of a refresh token is remembered. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final Provider provider;
    private final LoginSessions sessions;
    private final LongSupplier nanos;
    private final Map<String, Renewal> byToken = new HashMap<>();

    private record Renewal(Mono<LoginSession> session, long begun) {}

    /** @param nanos a clock, as System.nanoTime */
    Renewals(Provider provider, LoginSessions sessions, LongSupplier nanos) {
        this.provider = provider;
        this.sessions = sessions;
        this.nanos = nanos;
    }

    /**
     * The session with new tokens.
     *
     * @param refreshToken that of the session
     * @return an error of {@link RefusedLogin} where the provider has ended it, of {@code Jwks.Unavailable} where it is
     *     away
     */
    synchronized Mono<LoginSession> renew(LoginSession session, String refreshToken) {
        long now = nanos.getAsLong();
        byToken.values().removeIf(known -> now - known.begun() >= REMEMBERED.toNanos());
        return byToken.computeIfAbsent(refreshToken, _ -> new Renewal(begin(session, refreshToken), now))
                .session();
    }

    private Mono<LoginSession> begin(LoginSession session, String refreshToken) {
        String subject = String.valueOf(session.claims().get("sub"));
        return provider.renew(refreshToken, subject)
                .map(tokens -> sessions.renew(session, tokens))
                .cache();
    }
}

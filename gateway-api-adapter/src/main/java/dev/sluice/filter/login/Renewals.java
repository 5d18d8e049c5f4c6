package dev.sluice.filter.login;

import reactor.core.publisher.Mono;

/**
 * Continues sessions by their refresh tokens. Requests of one session that come at the same time, or with the cookie of
 * before, get what the first of them got, whichever filter of the client they come to. Any thread may use it.
 *
 * @param owner whose sessions they are: those of all filters of one client
 * @param recent of all filters
 */
record Renewals(Provider provider, LoginSessions sessions, String owner, RecentRenewals recent) {

    /**
     * The session with new tokens.
     *
     * @param refreshToken that of the session
     * @return an error of {@link RefusedLogin} where the provider has ended it, of {@code Jwks.Unavailable} where it is
     *     away
     */
    Mono<LoginSession> renew(LoginSession session, String refreshToken) {
        String subject = String.valueOf(session.claims().get("sub"));
        return recent.of(
                owner,
                refreshToken,
                () -> provider.renew(refreshToken, subject).map(tokens -> sessions.renew(session, tokens)));
    }
}

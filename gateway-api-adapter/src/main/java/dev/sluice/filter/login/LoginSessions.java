package dev.sluice.filter.login;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Makes sessions of tokens, with what this filter needs of them and nothing else.
 *
 * @param clock milliseconds since 1970
 */
record LoginSessions(OidcLoginArguments arguments, LongSupplier clock) {

    /** A new one. */
    LoginSession begin(VerifiedTokens tokens) {
        long now = clock.getAsLong();
        IssuedTokens issued = tokens.issued();
        if (issued.idToken() == null) {
            throw new IllegalArgumentException("a login without an ID token");
        }
        return new LoginSession(
                now,
                now,
                until(tokens, now),
                identity(issued.idToken(), arguments.keepsIdToken()),
                arguments.accessTokenHeader() == null ? null : issued.accessToken(),
                arguments.refresh() ? issued.refreshToken() : null);
    }

    /** The same, continued. What it has and another filter needs stays in it. */
    LoginSession renew(LoginSession before, VerifiedTokens tokens) {
        long now = clock.getAsLong();
        IssuedTokens issued = tokens.issued();
        boolean access = arguments.accessTokenHeader() != null || before.accessToken() != null;
        boolean whole = arguments.keepsIdToken() || before.idToken() != null;
        return new LoginSession(
                before.begun(),
                now,
                until(tokens, now),
                issued.idToken() == null ? before.identity() : identity(issued.idToken(), whole),
                access ? issued.accessToken() : null,
                issued.refreshToken() == null ? before.refreshToken() : issued.refreshToken());
    }

    /** Whether a session has not ended, and has what this filter needs. */
    boolean serves(LoginSession session) {
        return clock.getAsLong() < end(session)
                && (arguments.accessTokenHeader() == null || session.accessToken() != null)
                && (!arguments.keepsIdToken() || session.idToken() != null);
    }

    /** Seconds for which a browser keeps it. */
    long seconds(LoginSession session) {
        return Math.max(1, (end(session) - clock.getAsLong()) / 1000);
    }

    /** Whether it is continued when what the provider said has ended. */
    boolean isRenewable(LoginSession session) {
        return arguments.refresh() && session.refreshToken() != null;
    }

    private long end(LoginSession session) {
        long lifetime = session.begun() + arguments.cookie().lifetime().toMillis();
        return isRenewable(session) ? lifetime : Math.min(session.until(), lifetime);
    }

    /** Where there is no ID token, the access token says it; without either, a minute. */
    private static long until(VerifiedTokens tokens, long now) {
        Instant identity = tokens.identityUntil();
        long access = tokens.issued().lifetime();
        long ofAccess = access > 0 ? now + access * 1000 : Long.MAX_VALUE;
        if (identity == null) {
            return access > 0 ? ofAccess : now + 60_000;
        }
        return Math.min(identity.toEpochMilli(), ofAccess);
    }

    private static String identity(String idToken, boolean whole) {
        return whole ? idToken : claims(idToken);
    }

    /** Without what is about the token itself. */
    private static String claims(String idToken) {
        try {
            JWTClaimsSet all = SignedJWT.parse(idToken).getJWTClaimsSet();
            return new JWTClaimsSet.Builder(all)
                    .claim("nonce", null)
                    .claim("at_hash", null)
                    .claim("c_hash", null)
                    .claim("s_hash", null)
                    .build()
                    .toString();
        } catch (ParseException bug) {
            throw new IllegalStateException("a verified token cannot be read", bug);
        }
    }
}

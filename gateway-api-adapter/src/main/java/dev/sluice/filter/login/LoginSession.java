package dev.sluice.filter.login;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged in.
 *
 * @param begun when, in milliseconds since 1970
 * @param issued when the provider last said so; likewise
 * @param until how long that holds; likewise
 * @param identity the ID token, or its claims as JSON where nobody needs it whole
 * @param accessToken null: nobody needs it
 * @param refreshToken null: the session ends when that ends what the provider said
 */
record LoginSession(
        long begun,
        long issued,
        long until,
        String identity,
        @Nullable String accessToken,
        @Nullable String refreshToken) {

    private static final long EARLIEST = Duration.ofMinutes(1).toMillis();

    /** Whether it is time to renew it: in the last quarter of what was issued, at most a minute before its end. */
    boolean isDue(long now) {
        return now >= until - Math.min(EARLIEST, (until - issued) / 4);
    }

    /** Null where only its claims are kept. */
    @Nullable
    String idToken() {
        return identity.startsWith("{") ? null : identity;
    }

    /** What the ID token says. */
    Map<String, Object> claims() {
        try {
            JWTClaimsSet claims = identity.startsWith("{")
                    ? JWTClaimsSet.parse(identity)
                    : SignedJWT.parse(identity).getJWTClaimsSet();
            return claims.getClaims();
        } catch (ParseException bug) {
            throw new IllegalStateException("a sealed session holds no claims", bug);
        }
    }

    /** Nothing of it: tokens must not reach a log. */
    @Override
    public String toString() {
        return "LoginSession";
    }
}

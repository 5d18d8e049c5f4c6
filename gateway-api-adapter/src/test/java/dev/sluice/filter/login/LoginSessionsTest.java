package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.EntryRef;
import dev.sluice.filter.access.JwtAuthArguments.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long sessions last. */
final class LoginSessionsTest {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final String CLAIMS = "{\"sub\":\"alice\"}";

    private final AtomicLong now = new AtomicLong(1_000_000);

    private LoginSessions with(boolean refresh) {
        return new LoginSessions(arguments("https://login.example.com", refresh), now::get);
    }

    /** Those that a filter has which names what it must. */
    static OidcLoginArguments arguments(String issuer, boolean refresh) {
        return new OidcLoginArguments(
                issuer,
                "shop",
                new EntryRef("it", null, null),
                "/oauth2/callback",
                null,
                null,
                List.of("openid"),
                List.of(Algorithm.RS256),
                List.of(),
                List.of(),
                null,
                null,
                new LoginCookie(null, null, Duration.ofHours(1)),
                refresh);
    }

    private LoginSession session(@Nullable String refreshToken) {
        return new LoginSession(now.get(), now.get(), now.get() + 10 * MINUTE, CLAIMS, null, refreshToken);
    }

    private void after(long millis) {
        now.addAndGet(millis);
    }

    @Test
    void endWithWhatTheProviderSaid() {
        LoginSession session = session(null);
        assertThat(with(true).seconds(session)).isEqualTo(600);
        after(10 * MINUTE - 1);
        assertThat(with(true).serves(session)).isTrue();
        after(1);
        assertThat(with(true).serves(session)).isFalse();
        assertThat(with(true).seconds(session)).isEqualTo(1);
    }

    @Test
    void continueUntilTheirLifetimeIsOver() {
        LoginSession session = session("refresh");
        assertThat(with(true).seconds(session)).isEqualTo(3600);
        assertThat(with(false).seconds(session)).isEqualTo(600);
        after(59 * MINUTE);
        assertThat(with(true).serves(session)).isTrue();
        assertThat(with(false).serves(session)).isFalse();
        after(MINUTE);
        assertThat(with(true).serves(session)).isFalse();
    }

    @Test
    void areDueAMinuteBeforeTheirEndOrInTheLastQuarter() {
        LoginSession session = session("refresh");

        assertThat(session.isDue(now.get() + 9 * MINUTE - 1)).isFalse();
        assertThat(session.isDue(now.get() + 9 * MINUTE)).isTrue();
        var brief = new LoginSession(0, 1000, 1400, CLAIMS, null, "refresh");
        assertThat(brief.isDue(1299)).isFalse();
        assertThat(brief.isDue(1300)).isTrue();
    }

    @Test
    void whatIsNotIssuedAnewIsKept() {
        LoginSession before = new LoginSession(5, 6, 7, CLAIMS, "old", "refresh");

        LoginSession renewed =
                with(true).renew(before, new VerifiedTokens(new IssuedTokens(null, "new", 60, null), null));

        assertThat(renewed).isEqualTo(new LoginSession(5, now.get(), now.get() + MINUTE, CLAIMS, "new", "refresh"));
    }

    @Test
    void endWithTheTokenThatEndsFirst() {
        Instant identity = Instant.ofEpochMilli(now.get() + 5 * MINUTE);
        LoginSession before = session("refresh");

        assertThat(with(true).renew(before, tokens(identity, 60)).until()).isEqualTo(now.get() + MINUTE);
        assertThat(with(true).renew(before, tokens(identity, 600)).until()).isEqualTo(now.get() + 5 * MINUTE);
        assertThat(with(true).renew(before, tokens(identity, 0)).until()).isEqualTo(now.get() + 5 * MINUTE);
        assertThat(with(true).renew(before, tokens(null, 0)).until()).isEqualTo(now.get() + MINUTE);
    }

    private static VerifiedTokens tokens(@Nullable Instant identity, long seconds) {
        return new VerifiedTokens(new IssuedTokens(null, "access", seconds, null), identity);
    }
}

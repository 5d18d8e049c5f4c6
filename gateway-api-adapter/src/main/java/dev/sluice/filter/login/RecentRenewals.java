package dev.sluice.filter.login;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What came of each refresh token a while ago, so that none is used twice in this process: providers take a refresh
 * token that comes twice for a stolen one, and may end the session. Shared by all filters, since those of one client
 * share sessions. Any thread may use it.
 */
final class RecentRenewals {

    /** How long what came of a refresh token is remembered: a browser has its new cookie by then. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    /** The oldest first. */
    private final Map<Token, Renewal> known = new LinkedHashMap<>();

    private record Token(String owner, String refreshToken) {

        /** Nothing of it: tokens must not reach a log. */
        @Override
        public String toString() {
            return "Token";
        }
    }

    private record Renewal(Mono<LoginSession> session, long begun) {}

    /** @param nanos a clock, as System.nanoTime */
    RecentRenewals(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What came of a refresh token, or comes of it: it is used once, also if the request that asked first ends.
     *
     * @param owner whose sessions these are
     * @param use asks the provider
     */
    synchronized Mono<LoginSession> of(String owner, String refreshToken, Supplier<Mono<LoginSession>> use) {
        long now = nanos.getAsLong();
        var oldest = known.values().iterator();
        while (oldest.hasNext() && now - oldest.next().begun() >= REMEMBERED.toNanos()) {
            oldest.remove();
        }
        return known.computeIfAbsent(
                        new Token(owner, refreshToken),
                        _ -> new Renewal(use.get().cache(), now))
                .session();
    }
}

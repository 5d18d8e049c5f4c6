package dev.sluice.filter.builtin;

import dev.sluice.filter.access.TokenCounters;
import dev.sluice.filter.circuit.Circuits;
import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.session.Seal;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.upstream.AddressGuard;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What filters need of the gateway that they are in.
 *
 * @param forwarded says which proxies are trusted to name the client
 * @param guard which addresses a filter may connect to, for anyone who writes a SpringFilter may name them
 * @param circuits gets the circuits that rules run
 * @param tokens counts those that are looked at
 * @param seal of what clients keep for the gateway, the same in each replica
 * @param maxHeaders octets that the headers of a request may have together
 * @param limits counts for all replicas; null: there is none
 */
public record FilterSurroundings(
        ForwardedHeaders forwarded,
        AddressGuard guard,
        Circuits circuits,
        TokenCounters tokens,
        Seal seal,
        int maxHeaders,
        @Nullable RateLimitStore limits) {

    private static final int DEFAULT_HEADERS = 8192;

    /** Where arguments are judged and no request is seen: no proxy is trusted, and there is a store. */
    public static FilterSurroundings ofJudging() {
        return new FilterSurroundings(
                new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR),
                AddressGuard.NONE,
                new Circuits(),
                new TokenCounters(),
                new Seal(SealKeys.ofProcess(SealKey.random())),
                DEFAULT_HEADERS,
                (_, _) -> Mono.empty());
    }
}

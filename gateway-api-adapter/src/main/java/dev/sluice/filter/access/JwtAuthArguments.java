package dev.sluice.filter.access;

import dev.sluice.filter.EntryRef;
import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are accepted, and what the backend gets of them.
 *
 * @param issuer the claim {@code iss}, letter by letter
 * @param audiences of which the claim {@code aud} must have one; empty: any
 * @param jwksUri where the keys of the issuer are; one of the three places is named
 * @param secretRef a JWK set, in the key {@code jwks.json} by default
 * @param configMapRef the same
 * @param algorithms of signatures, none of which has a shared secret
 * @param clockSkew how far clocks may differ, 0 to 5 minutes
 * @param scopes all of which the token must have
 * @param claims that the token must have
 * @param claimHeaders what the backend gets of the token
 * @param forwardToken whether the backend gets the Authorization header too
 */
public record JwtAuthArguments(
        @Meaning(value = "The claim `iss`, letter by letter", needed = true)
        String issuer,

        @Meaning(value = "Of these the claim `aud` must have one", byDefault = "any")
        List<String> audiences,

        @Meaning(
                "Where the issuer's keys are: `https://`, or `http://` on this machine. One of `jwksUri`, `secretRef`, `configMapRef` is needed")
        @Nullable
        String jwksUri,

        @Meaning("A Secret with the issuer's keys as a JWK set, in its key `jwks.json` or the one that is named")
        @Nullable
        EntryRef secretRef,

        @Meaning("A ConfigMap with the same") @Nullable EntryRef configMapRef,

        @Meaning(
                value = "Algorithms of signatures, of RS, PS and ES with 256, 384 and 512 bits",
                byDefault = "`[RS256, ES256]`")
        List<Algorithm> algorithms,

        @Meaning(value = "How far clocks may differ, at most `5m`", byDefault = "`30s`")
        Duration clockSkew,

        @Meaning("All of these must be in the claim `scope`, or `scp`; otherwise 403")
        List<String> scopes,

        @Meaning("Claims that the token must have") List<Claim> claims,

        @Meaning("Which claims the backend gets in which headers")
        List<ClaimHeader> claimHeaders,

        @Meaning(value = "Whether the backend gets the token too", byDefault = "false")
        boolean forwardToken) {

    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    /** Signatures with a key of two halves. What is signed by a shared secret, or not at all, is never accepted. */
    public enum Algorithm {
        RS256,
        RS384,
        RS512,
        PS256,
        PS384,
        PS512,
        ES256,
        ES384,
        ES512
    }

    /**
     * A claim that must be there.
     *
     * @param values of which it must be one, or have one; empty: any
     */
    public record Claim(
            @Meaning(value = "Name of the claim", needed = true)
            String name,

            @Meaning(value = "It must be one of these, or a list that has one", byDefault = "any")
            List<String> values) {

        public Claim {
            GivenNames.required("name", name);
            values = values == null ? List.of() : List.copyOf(values);
        }
    }

    /** A claim that the backend gets. */
    public record ClaimHeader(
            @Meaning(value = "Name of the claim", needed = true)
            String claim,

            @Meaning(value = "The header", needed = true) String header) {

        public ClaimHeader {
            GivenNames.required("claim", claim);
            GivenNames.required("header", header);
            GivenNames.different("header", GivenNames.checked("header", header), "the token", "Authorization");
        }
    }

    public JwtAuthArguments {
        GivenNames.required("issuer", issuer);
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
        algorithms = algorithms == null ? List.of(Algorithm.RS256, Algorithm.ES256) : List.copyOf(algorithms);
        scopes = scopes == null ? List.of() : List.copyOf(scopes);
        claims = claims == null ? List.of() : List.copyOf(claims);
        claimHeaders = claimHeaders == null ? List.of() : List.copyOf(claimHeaders);
        clockSkew = clockSkew == null ? Duration.ofSeconds(30) : clockSkew;
        if (clockSkew.isNegative() || clockSkew.compareTo(MOST_SKEW) > 0) {
            throw new InvalidArgument("clockSkew", "is not within 0s and 5m; correct it");
        }
        long places = Stream.of(jwksUri != null, secretRef != null, configMapRef != null)
                .filter(there -> there)
                .count();
        if (places != 1) {
            throw new InvalidArgument(
                    "jwksUri",
                    "%d of jwksUri, secretRef and configMapRef are set; set one, with the keys of the issuer"
                            .formatted(places));
        }
        if (jwksUri != null && !IssuerClient.isSafe(jwksUri)) {
            throw new InvalidArgument("jwksUri", "is no URL with https://, or http:// on this machine; correct it");
        }
    }

    /** All claims that the filter reads. */
    Set<String> claimsRead() {
        Set<String> read = new HashSet<>(List.of("iss", "aud", "exp", "nbf", "scope", "scp"));
        claims.forEach(claim -> read.add(claim.name()));
        claimHeaders.forEach(header -> read.add(header.claim()));
        return read;
    }

    /** All that only the filter may write. */
    List<String> headers() {
        var names =
                new ArrayList<>(claimHeaders.stream().map(ClaimHeader::header).toList());
        if (!forwardToken) {
            names.add("Authorization");
        }
        return names;
    }
}

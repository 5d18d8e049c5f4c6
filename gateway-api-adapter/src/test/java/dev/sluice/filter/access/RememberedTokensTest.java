package dev.sluice.filter.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import reactor.core.publisher.Mono;

/** How often the signature of a token is verified, and what ends that it is remembered. */
final class RememberedTokensTest {

    private static final String ISSUER = "https://issuer.example.com";
    private static final ECKey KEY = key("one");
    private static final ECKey OTHER = key("two");

    private final AtomicInteger verified = new AtomicInteger();
    private volatile @Nullable List<JWK> keys = List.of(KEY.toPublicJWK());
    private final TokenMemory memory = new TokenMemory();
    private final TokenCounters counters = new TokenCounters();
    private final RememberedTokens tokens = of(memory, "shop");

    private RememberedTokens of(TokenMemory shared, String audience) {
        return of(shared, audience, _ -> now());
    }

    private RememberedTokens of(TokenMemory shared, String audience, Jwks jwks) {
        var arguments = new JwtAuthArguments(
                ISSUER,
                List.of(audience),
                "https://issuer.example.com/keys",
                null,
                null,
                List.of(JwtAuthArguments.Algorithm.ES256),
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of(new JwtAuthArguments.ClaimHeader("sub", "X-User")),
                false);
        return new RememberedTokens(arguments, jwks, shared, counters, known -> {
            var each = new Tokens(arguments.algorithms(), TokenRules.of(arguments), Jwks.of(known));
            return text -> each.verify(text).doOnSubscribe(_ -> verified.incrementAndGet());
        });
    }

    private Mono<List<JWK>> now() {
        List<JWK> known = keys;
        return known == null ? Mono.error(new Jwks.Unavailable("away", null)) : Mono.just(known);
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static String token(ECKey key, UnaryOperator<JWTClaimsSet.Builder> claims) {
        var made = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("shop")
                .subject("alice")
                .claim("email", "alice@example.com")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                claims.apply(made).build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
        return token.serialize();
    }

    private boolean isAccepted(String token) {
        return isAccepted(tokens, token);
    }

    private static boolean isAccepted(RememberedTokens tokens, String token) {
        return tokens.verify(token)
                .map(_ -> true)
                .onErrorReturn(JwtException.class, false)
                .blockOptional()
                .orElseThrow();
    }

    @Test
    void whatTheKeysOfAnotherFilterVerifiedIsRefused() {
        RememberedTokens others = of(memory, "shop", _ -> Mono.just(List.of(OTHER.toPublicJWK())));
        assertThat(isAccepted(others, token(OTHER, it -> it))).isTrue();
        String token = token(KEY, it -> it);
        assertThat(isAccepted(token)).isTrue();

        assertThat(isAccepted(others, token)).isFalse();
    }

    @Test
    void areCountedWithWhatTheyTake() {
        counters.counting(memory::size, memory::bytes);
        assertThat(counters.bytes()).isZero();
        String token = token(KEY, it -> it);

        assertThat(isAccepted(token)).isTrue();
        assertThat(isAccepted(token)).isTrue();
        assertThat(isAccepted(token)).isTrue();
        assertThat(isAccepted(token(OTHER, it -> it))).isFalse();
        assertThat(isAccepted("no token")).isFalse();

        assertThat(counters.hits()).isEqualTo(2);
        assertThat(counters.misses()).isEqualTo(2);
        assertThat(counters.entries()).isEqualTo(1);
        assertThat(counters.bytes()).isEqualTo(1024 + 2L * token.length());
    }

    @Test
    void sameTokenIsVerifiedOnce() {
        String token = token(KEY, it -> it);

        for (int i = 0; i < 5; i++) {
            assertThat(tokens.verify(token).blockOptional().orElseThrow().getClaims())
                    .containsEntry("sub", "alice");
        }

        assertThat(verified).hasValue(1);
        assertThat(isAccepted(token(KEY, it -> it.subject("bob")))).isTrue();
        assertThat(verified).hasValue(2);
    }

    @Test
    void expiredTokenIsRefusedThoughRemembered() {
        String token =
                token(KEY, it -> it.expirationTime(Date.from(Instant.now().plusSeconds(2))));
        assertThat(isAccepted(token)).isTrue();

        await().atMost(Duration.ofSeconds(20)).until(() -> !isAccepted(token));

        assertThat(verified).hasValue(1);
        assertThat(memory.size()).isEqualTo(1);
    }

    @Test
    void tokenThatHasEndedLongAgoIsForgotten() {
        assertThat(isAccepted(token(
                        KEY, it -> it.expirationTime(Date.from(Instant.now().plusSeconds(60))))))
                .isTrue();
        var ended = tokens.verify(token(KEY, it -> it)).blockOptional().orElseThrow();
        var old = Jwt.withTokenValue("it")
                .headers(all -> all.putAll(ended.getHeaders()))
                .expiresAt(Instant.now().minus(Duration.ofMinutes(6)))
                .build();
        memory.put("old", old, Set.of("exp"));

        assertThat(memory.get("old")).isNull();
    }

    @Test
    void keyTakenAwayEndsRememberedTokens() {
        String token = token(KEY, it -> it);
        assertThat(isAccepted(token)).isTrue();

        keys = List.of(OTHER.toPublicJWK());
        assertThat(isAccepted(token)).isFalse();
        assertThat(isAccepted(token(OTHER, it -> it))).isTrue();
        assertThat(isAccepted(token)).isFalse();
    }

    @Test
    void keysThatCannotBeHadEndRememberedTokensUntilTheyCan() {
        String token = token(KEY, it -> it);
        List<JWK> known = keys;
        assertThat(isAccepted(token)).isTrue();

        keys = null;
        assertThatThrownBy(() -> tokens.verify(token).block()).isInstanceOf(Jwks.Unavailable.class);

        keys = known;
        assertThat(isAccepted(token)).isTrue();
        assertThat(verified).hasValue(1);
    }

    @Test
    void refusedTokenIsNotRemembered() {
        String forged = token(new ECKey.Builder(OTHER).keyID("one").build(), it -> it);
        String elsewhere = token(KEY, it -> it.audience("elsewhere"));

        for (int i = 0; i < 3; i++) {
            assertThat(isAccepted(forged)).isFalse();
            assertThat(isAccepted(elsewhere)).isFalse();
        }

        assertThat(verified).hasValue(6);
        assertThat(memory.size()).isZero();
    }

    /** Text that is no token costs the issuer nothing. */
    @Test
    void textThatIsNoTokenOfAnAcceptedAlgorithmIsRefusedWithoutKeys() {
        keys = null;

        assertThat(isAccepted("a.b.c")).isFalse();
        assertThat(isAccepted("eyJhbGciOiJub25lIn0.e30.")).isFalse();
        assertThat(isAccepted("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")).isFalse();
        assertThat(verified).hasValue(0);
    }

    /** One filter's keys and audiences are not another's, and all share the memory. */
    @Test
    void tokenThatOneFilterHasVerifiedIsNotKnownToAnother() {
        String token = token(KEY, it -> it);
        assertThat(isAccepted(token)).isTrue();
        RememberedTokens another = of(memory, "elsewhere");

        assertThatThrownBy(() -> another.verify(token).block()).isInstanceOf(JwtException.class);
        assertThat(isAccepted(token)).isTrue();
        assertThat(verified).hasValue(2);
    }

    @Test
    void neitherTheTextNorOtherClaimsAreKept() {
        String token = token(KEY, it -> it);
        assertThat(isAccepted(token)).isTrue();

        var known = tokens.verify(token).blockOptional().orElseThrow();

        assertThat(known.getClaims()).containsOnlyKeys("iss", "aud", "exp", "sub");
        assertThat(known.getTokenValue()).isNotEqualTo(token);
    }

    @Test
    void floodOfDistinctTokensStaysBoundedAndKeepsWhatIsUsed() {
        var small = new TokenMemory(100 * 1024);
        RememberedTokens flooded = of(small, "shop");
        String used = token(KEY, it -> it);
        for (int i = 0; i < 20; i++) {
            assertThat(flooded.verify(used).block()).isNotNull();
        }

        for (int i = 0; i < 300; i++) {
            String id = "token-" + i;
            assertThat(flooded.verify(token(KEY, it -> it.jwtID(id))).block()).isNotNull();
        }

        assertThat(small.size()).isBetween(10L, 100L);
        verified.set(0);
        assertThat(flooded.verify(used).block()).isNotNull();
        assertThat(verified).hasValue(0);
    }
}

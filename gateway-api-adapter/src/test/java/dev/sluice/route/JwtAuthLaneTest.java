package dev.sluice.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.route.AskingClient.Ask;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter JwtAuth, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class JwtAuthLaneTest extends FiltersOfEachLane {

    @SuppressWarnings("NullAway.Init")
    private Issuer issuer;

    @BeforeEach
    void startIssuer() throws IOException {
        issuer = new Issuer();
    }

    @AfterEach
    void stopIssuer() {
        issuer.close();
    }

    private void serveByUri() {
        serve(filter(
                "JwtAuth",
                "issuer",
                Issuer.NAME,
                "audiences[0]",
                "shop",
                "jwksUri",
                issuer.uri(),
                "clockSkew",
                "5s",
                "scopes[0]",
                "read",
                "claimHeaders[0].claim",
                "sub",
                "claimHeaders[0].header",
                "X-User",
                "claimHeaders[1].claim",
                "roles",
                "claimHeaders[1].header",
                "X-Roles"));
    }

    private static int statusOf(String token) {
        return get("authorization", "Bearer " + token).status();
    }

    private void assertRefused(String token) {
        var answer = get("authorization", "Bearer " + token);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void tokenIsAcceptedAndItsClaimsAreForwarded() {
        serveByUri();

        var answer = get(
                "authorization",
                "bearer " + issuer.token(it -> it.claim("roles", List.of("buyer", "seller"))),
                "x-user",
                "root",
                "x-roles",
                "admin");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(seen())
                .containsIgnoringCase("x-user: alice")
                .containsIgnoringCase("x-roles: buyer,seller")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContain("root", "admin");
        assertThat(statusOf(issuer.token(it -> it))).isEqualTo(200);
        assertThat(seen()).doesNotContainIgnoringCase("x-roles");
        assertThat(issuer.asked).hasValue(1);
    }

    /** A line break in a claim is no second header. */
    @Test
    void claimThatNoHeaderCanSayIsLeftOut() {
        serveByUri();

        assertThat(statusOf(issuer.token(it -> it.subject("alice\r\nx-admin: 1"))))
                .isEqualTo(200);
        assertThat(seen()).doesNotContainIgnoringCase("x-user").doesNotContain("x-admin");
        assertThat(statusOf(issuer.token(it -> it.subject("J\u00fcrgen")))).isEqualTo(200);
        assertThat(seen()).doesNotContainIgnoringCase("x-user");
    }

    @Test
    void accessTokensOfTheirOwnTypeAreAccepted() {
        serveByUri();

        assertThat(statusOf(Issuer.token(issuer.key, it -> it.type(new JOSEObjectType("at+jwt")), it -> it)))
                .isEqualTo(200);
    }

    @Test
    void requestWithoutATokenIsAskedForOne() throws IOException {
        serveByUri();

        assertThat(get().headers()).containsEntry("www-authenticate", "Bearer");
        assertThat(get("authorization", "Basic YTpi").headers())
                .containsEntry("www-authenticate", "Bearer error=\"invalid_request\"");
        assertThat(get("authorization", "Bearer " + "x".repeat(7000)).status()).isEqualTo(401);
        assertThat(issuer.asked).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void severalTokensAreRefused(AskingClient client) throws IOException {
        serveByUri();
        String bearer = "Bearer " + issuer.token(it -> it);

        assertThat(client.askOne(gateway.dataPort, Ask.of("GET", "/", "authorization", bearer, "authorization", bearer))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void gRpcCallGetsAStatus() {
        serveByUri();
        var answer =
                gateway.send(HttpMethod.POST, gateway.dataPort, "/s/m", Map.of("content-type", "application/grpc"), "");

        assertThat(answer.headers()).containsEntry("grpc-status", "16");
    }

    @Test
    void tokenWithoutTheScopeIsForbidden() {
        serveByUri();

        var answer = get("authorization", "Bearer " + issuer.token(it -> it.claim("scope", "write readx")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("www-authenticate", "Bearer error=\"insufficient_scope\", scope=\"read\"");
        assertThat(statusOf(issuer.token(it -> it.claim("scope", null).claim("scp", List.of("read")))))
                .isEqualTo(200);
    }

    @Test
    void expiredTokenIsRefused() {
        serveByUri();

        assertRefused(
                issuer.token(it -> it.expirationTime(Date.from(Instant.now().minusSeconds(20)))));
    }

    @Test
    void tokenWithoutAnEndIsRefused() {
        serveByUri();

        assertRefused(issuer.token(it -> it.expirationTime(null)));
    }

    @Test
    void tokenOfTheFutureIsRefused() {
        serveByUri();

        assertRefused(
                issuer.token(it -> it.notBeforeTime(Date.from(Instant.now().plusSeconds(30)))));
    }

    @Test
    void tokenForOthersIsRefused() {
        serveByUri();

        assertRefused(issuer.token(it -> it.audience("shopping")));
        assertRefused(issuer.token(it -> it.audience((String) null)));
    }

    @Test
    void tokenOfAnotherIssuerIsRefused() {
        serveByUri();

        assertRefused(issuer.token(it -> it.issuer(Issuer.NAME + "/")));
        assertRefused(issuer.token(it -> it.issuer(null)));
    }

    @Test
    void tokenOfAForeignKeyIsRefused() {
        serveByUri();
        RSAKey foreign = Issuer.otherKey("one");

        assertRefused(Issuer.token(foreign, it -> it, it -> it));
        assertRefused(Issuer.token(foreign, it -> it.jwk(foreign.toPublicJWK()), it -> it));
        assertRefused(Issuer.token(foreign, it -> it.jwkURL(URI.create(issuer.uri() + "?of=an-attacker")), it -> it));
        assertRefused(Issuer.token(foreign, it -> it.keyID("../../../dev/null' OR '1'='1"), it -> it));
        assertRefused(Issuer.token(foreign, it -> it.keyID(null), it -> it));
    }

    @Test
    void unsignedTokenIsRefused() {
        serveByUri();
        var claims = new JWTClaimsSet.Builder()
                .issuer(Issuer.NAME)
                .audience("shop")
                .subject("root")
                .claim("scope", "read")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
        String signed = issuer.token(it -> it);

        assertRefused(new PlainJWT(claims).serialize());
        assertRefused(signed.substring(0, signed.lastIndexOf('.') + 1));
        assertRefused(signed.replaceFirst("^[^.]+", encoded("{\"alg\":\"none\"}")));
        assertRefused(signed.replaceFirst("^[^.]+", encoded("{\"alg\":\"NONE\",\"kid\":\"one\"}")));
    }

    /** The public key is no shared secret, whatever the token says. */
    @Test
    void tokenSignedByThePublicKeyAsASecretIsRefused() throws JOSEException {
        serveByUri();
        var claims = new JWTClaimsSet.Builder()
                .issuer(Issuer.NAME)
                .audience("shop")
                .claim("scope", "read")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
        token.sign(new MACSigner(issuer.key.toRSAPublicKey().getEncoded()));

        assertRefused(token.serialize());
    }

    @Test
    void tokenOfAnAlgorithmThatIsNotListedIsRefused() {
        serve(filter("JwtAuth", "issuer", Issuer.NAME, "jwksUri", issuer.uri(), "algorithms[0]", "PS512"));

        assertRefused(issuer.token(it -> it));
    }

    @Test
    void tamperedTokenIsRefused() {
        serveByUri();
        String[] parts = issuer.token(it -> it).split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("alice", "admin");

        assertRefused(parts[0] + "." + encoded(claims) + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2].substring(2) + "AA");
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2] + ".x.y");
        assertRefused("a.b.c");
        assertRefused("x");
        assertRefused(
                Issuer.token(issuer.key, it -> it.criticalParams(Set.of("exp2")).customParam("exp2", 1), it -> it));
    }

    @Test
    void keyThatTheIssuerChangesIsFetchedAndEndsWhatTheOldOneSigned() {
        serveByUri();
        String old = issuer.token(it -> it);
        assertThat(statusOf(old)).isEqualTo(200);
        assertThat(statusOf(old)).isEqualTo(200);
        RSAKey next = Issuer.otherKey("two");
        issuer.keys = Issuer.set(next);

        await().atMost(Duration.ofSeconds(30)).until(() -> statusOf(Issuer.token(next, it -> it, it -> it)) == 200);

        assertThat(statusOf(old)).isEqualTo(401);
    }

    /** What a client sent for the first time with this token is not served for the second. */
    @Test
    void requestsWithTheSameTokenAreServedEachByItself() {
        serveByUri();
        String bearer = "Bearer " + issuer.token(it -> it.claim("roles", "buyer"));
        assertThat(get("authorization", bearer, "x-user", "root").status()).isEqualTo(200);
        assertThat(get("authorization", bearer, "x-roles", "admin").status()).isEqualTo(200);

        assertThat(seen())
                .containsIgnoringCase("x-user: alice")
                .containsIgnoringCase("x-roles: buyer")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContain("admin");
    }

    @Test
    void keyThatIsTakenOutOfTheSecretEndsRememberedTokens() {
        String token = issuer.token(it -> it);
        serve(filter("JwtAuth", Map.of("jwks.json", issuer.keys), "issuer", Issuer.NAME));
        assertThat(statusOf(token)).isEqualTo(200);
        assertThat(statusOf(token)).isEqualTo(200);

        serve(filter("JwtAuth", Map.of("jwks.json", Issuer.set(Issuer.otherKey("one"))), "issuer", Issuer.NAME));

        assertThat(statusOf(token)).isEqualTo(401);
    }

    @Test
    void argumentThatChangesEndsRememberedTokens() {
        String token = issuer.token(it -> it);
        serve(filter("JwtAuth", Map.of("jwks.json", issuer.keys), "issuer", Issuer.NAME));
        assertThat(statusOf(token)).isEqualTo(200);

        serve(filter("JwtAuth", Map.of("jwks.json", issuer.keys), "issuer", Issuer.NAME, "audiences[0]", "elsewhere"));

        assertThat(statusOf(token)).isEqualTo(401);
    }

    @Test
    void madeUpKeysDoNotMakeTheGatewayAskAgainAndAgain() {
        serveByUri();
        assertThat(statusOf(issuer.token(it -> it))).isEqualTo(200);
        RSAKey foreign = Issuer.otherKey("x");

        for (int i = 0; i < 20; i++) {
            String kid = "made-up-" + i;
            assertThat(statusOf(Issuer.token(foreign, it -> it.keyID(kid), it -> it)))
                    .isEqualTo(401);
        }

        assertThat(issuer.asked.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void issuerThatIsAwayLetsNothingThrough() {
        String token = issuer.token(it -> it);
        issuer.status = 500;
        serveByUri();

        assertThat(statusOf(token)).isEqualTo(503);
        assertThat(statusOf(token)).isEqualTo(503);
        assertThat(issuer.asked).hasValue(1);
        issuer.close();
        serve(filter("JwtAuth", "issuer", Issuer.NAME, "jwksUri", issuer.uri()));
        assertThat(statusOf(token)).isEqualTo(503);
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void issuerThatAnswersWithoutKeysLetsNothingThrough() {
        String token = issuer.token(it -> it);
        issuer.keys = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}";
        serveByUri();

        assertThat(statusOf(token)).isEqualTo(503);
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void keysOfASecretAreUsed() {
        serve(filter(
                "JwtAuth",
                Map.of("jwks.json", issuer.keys),
                "issuer",
                Issuer.NAME,
                "forwardToken",
                "true",
                "claims[0].name",
                "tenant",
                "claims[0].values[0]",
                "7"));

        assertThat(statusOf(issuer.token(it -> it.claim("tenant", 7)))).isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("authorization: Bearer");
        assertThat(statusOf(issuer.token(it -> it.claim("tenant", 8)))).isEqualTo(401);
        assertThat(statusOf(issuer.token(it -> it))).isEqualTo(401);
        assertThat(issuer.asked).hasValue(0);
    }

    private static String encoded(String json) {
        return new String(Base64.getUrlEncoder().withoutPadding().encode(json.getBytes(UTF_8)), US_ASCII);
    }
}

package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters that Sluice brings, in an application that has the libraries that they need. Spring Security is left out. */
class FiltersWithLibrariesTest {

    private static final String AUTHORIZATION = "Authorization";

    @TempDir
    private static Path folder;

    private static RSAKey key;
    private static Shop shop;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        Files.writeString(folder.resolve("keys.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: issuer-keys
                data:
                  jwks.json: '%s'
                """.formatted(new JWKSet(key).toString(true)));
        shop = new Shop(folder, "--sluice.listen.web-filters=ignore");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Stream<Integer> statuses(String path) {
        return Stream.generate(() -> shop.get(shop.gateway(path)).statusCode()).limit(3);
    }

    private static String token() throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .issuer("https://issuer.example.com")
                .subject("alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    void basicAuthServesAUserWithAPassword() {
        String alice = "Basic "
                + Base64.getEncoder().encodeToString("alice:correct horse".getBytes(StandardCharsets.US_ASCII));

        assertThat(shop.get(shop.gateway("/basic-auth"), AUTHORIZATION, alice).body())
                .isEqualTo("/basic-auth " + alice);
        assertThat(shop.get(shop.gateway("/basic-auth"), AUTHORIZATION, Shop.ANN)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void jwtAuthServesASignedToken() throws JOSEException {
        String bearer = "Bearer " + token();

        assertThat(shop.get(shop.gateway("/jwt-auth"), AUTHORIZATION, bearer).body())
                .isEqualTo("/jwt-auth " + bearer);
        assertThat(shop.get(shop.gateway("/jwt-auth")).statusCode()).isEqualTo(401);
    }

    @Test
    void oidcLoginSendsBrowsersToTheProvider() {
        var response = shop.get(shop.gateway("/oidc-login"), "Accept", "text/html", "Sec-Fetch-Mode", "navigate");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to)
                        .startsWith("http://127.0.0.1:" + shop.backend.port() + "/login?")
                        .contains("client_id=shop"));
    }

    @Test
    void rateLimitLimits() {
        assertThat(statuses("/rate-limit")).containsExactly(200, 200, 429);
    }

    @Test
    void circuitBreakingOpens() {
        assertThat(statuses("/circuit-breaking")).containsExactly(502, 502, 503);
    }
}

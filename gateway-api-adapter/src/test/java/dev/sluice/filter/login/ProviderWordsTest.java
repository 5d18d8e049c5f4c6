package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sluice.filter.access.IssuerClient;
import dev.sluice.filter.access.Jwks;
import dev.sluice.filter.access.RemoteDocument;
import dev.sluice.testkit.CapturedLog;
import dev.sluice.text.HostileWords;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.RawBackend;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider answers, the log gets one short line. */
final class ProviderWordsTest {

    private static final int MANY = 400 * 1024;
    private static final RSAKey KEY = key();

    private final PendingLogin login =
            new PendingLogin("v".repeat(43), "https://shop.example.com", "/", System.currentTimeMillis());

    /** The answer to a request for tokens, from its status on. */
    private volatile String tokens = "";

    /** Takes the place of the description, where there is one. */
    private volatile @Nullable String description;

    @SuppressWarnings("NullAway.Init")
    private RawBackend server;

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException missing) {
            throw new IllegalStateException("every JDK has RSA", missing);
        }
    }

    @BeforeEach
    void start() {
        server = new RawBackend(peer -> {
            String head = peer.head();
            if (head.startsWith("POST ")) {
                peer.write("HTTP/1.1 " + tokens);
            } else if (head.startsWith("GET /keys ")) {
                peer.write(json("200 OK", new JWKSet(KEY.toPublicJWK()).toString()));
            } else {
                String given = description;
                peer.write(json("200 OK", given == null ? described("", "") : given));
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private String issuer() {
        return "http://127.0.0.1:" + server.port();
    }

    private String described(String field, String value) {
        String one = field.isEmpty() ? "" : ",\"%s\":\"%s\"".formatted(field, value);
        return """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t","jwks_uri":"%1$s/keys",
                "subject_types_supported":["public"]%2$s}""".formatted(issuer(), one);
    }

    private static String json(String status, String body) {
        return "%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted("HTTP/1.1 " + status + "\r\n", body.getBytes(StandardCharsets.ISO_8859_1).length, body);
    }

    private static String answer(String status, String body) {
        return json(status, body).substring("HTTP/1.1 ".length());
    }

    private Provider provider() {
        return new Provider(
                LoginSessionsTest.arguments(issuer(), true),
                "secret",
                new IssuerClient(AddressGuard.NONE),
                System::nanoTime);
    }

    static Stream<String> names() {
        return Stream.of(
                "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint", "x\\u001b");
    }

    @ParameterizedTest
    @MethodSource("names")
    void inItsDescriptionAreOneShortLine(String name) {
        description = described(name, HostileWords.json(MANY));
        try (var log = new CapturedLog(RemoteDocument.class)) {
            var page = provider().loginPage(login, "state");
            if (name.startsWith("x")) {
                Assertions.assertThat(page.block()).isNotNull();
            } else {
                assertThatThrownBy(page::block).isInstanceOf(Jwks.Unavailable.class);
                HostileWords.assertAreHarmless(log.lines());
            }
        }
    }

    static Stream<String> refusals() {
        String words = HostileWords.json(MANY);
        String form = "{\"%s\":\"%s\",\"%s\":\"%s\"}";
        return Stream.of(
                answer("401 No", form.formatted("error", "invalid_client", "error_description", words)),
                answer("401 No", form.formatted("error", words, "error_uri", words)),
                answer("401 No", form.formatted("error", "", "error_description", "")),
                answer("400 No", "{\"error_description\":\"" + words + "\"}"),
                answer("400 No", "{}"),
                answer("400 No", HostileWords.of(MANY)),
                answer("200 OK", HostileWords.of(MANY)),
                answer("200 OK", HostileWords.of(1 << 20)),
                answer("200 OK", form.formatted("access_token", "a", "token_type", words)),
                answer("200 OK", "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"" + words + "\"}"),
                answer("200 OK", "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + words + "\"}"),
                "200 OK\r\nContent-Type: " + HostileWords.of(100) + "\r\nContent-Length: 2\r\n\r\n{}",
                "500 " + HostileWords.of(200) + "\r\nContent-Length: 2\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void insteadOfTokensAreOneShortLine(String refusal) {
        tokens = refusal;
        try (var log = new CapturedLog(TokenEndpoint.class)) {
            assertThatThrownBy(() -> provider().redeem("code", null, login).block())
                    .isInstanceOfAny(Jwks.Unavailable.class, RefusedLogin.class);

            HostileWords.assertAreHarmless(log.lines());
        }
    }

    @Test
    void ofAnErrorAreInTheLog() {
        tokens = answer("401 No", "{\"error\":\"invalid_client\",\"error_description\":\"the secret has ended\"}");
        try (var log = new CapturedLog(TokenEndpoint.class)) {
            assertThatThrownBy(() -> provider().redeem("code", null, login).block())
                    .isInstanceOf(Jwks.Unavailable.class);

            Assertions.assertThat(log.lines())
                    .containsExactly("no tokens can be had from the provider of client shop: status 401, error"
                            + " invalid_client, the secret has ended; see that clientId and the secret are right");
        }
    }

    @Test
    void inATokenAreOneShortLine() throws Exception {
        String words = HostileWords.of(10_000);
        long now = Instant.now().getEpochSecond();
        var token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                new Payload(Map.of(
                        "iss", words, "sub", words, "aud", List.of(words), "azp", words, "iat", now, "exp", now + 60)));
        token.sign(new RSASSASigner(KEY));
        tokens = answer(
                "200 OK",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}".formatted(token.serialize()));
        try (var log = new CapturedLog(IdTokens.class)) {
            assertThatThrownBy(() -> provider().redeem("code", null, login).block())
                    .isInstanceOf(RefusedLogin.class);

            HostileWords.assertAreHarmless(log.lines());
        }
    }
}

package com.example.bare;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which of the library's filters work where no optional dependency is, and what the others say. */
@ExtendWith(OutputCaptureExtension.class)
class FiltersWithoutLibrariesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static HttpServer backend;
    private static int listener;
    private static ConfigurableApplicationContext application;
    private static CapturedOutput log;

    @BeforeAll
    static void start(CapturedOutput output) throws Exception {
        log = output;
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "of the backend".getBytes(StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        backend.start();
        listener = freePort();
        write();
        application = new SpringApplicationBuilder(BareApplication.class)
                .run("--server.port=0", "--sluice.source.folders=" + folder, "--sluice.listen.address=127.0.0.1");
        await().atMost(PATIENCE).until(() -> get(actuator("/health/readiness")).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        application.close();
        backend.stop(0);
    }

    private static void write() throws IOException {
        for (String name : List.of("gateway.yaml", "routes.yaml")) {
            String text = Files.readString(Path.of("src", "test", "resources", "gateway", name));
            Files.writeString(
                    folder.resolve(name),
                    text.replace("LISTENER", String.valueOf(listener))
                            .replace(
                                    "BACKEND",
                                    String.valueOf(backend.getAddress().getPort())));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static URI actuator(String path) {
        return URI.create("http://localhost:%s/actuator%s"
                .formatted(application.getEnvironment().getProperty("local.server.port"), path));
    }

    private static URI gateway(String path) {
        return URI.create("http://localhost:" + listener + path);
    }

    private static HttpResponse<String> get(URI uri, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(uri);
        return CLIENT.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    /** Conditions of a SpringFilter, from type to {@code status reason: message}. */
    private static Map<String, String> conditions(String filter) throws Exception {
        JsonNode items = JsonMapper.shared()
                .readTree(get(actuator("/sluice/status")).body())
                .get("items");
        return items.valueStream()
                .filter(item -> item.get("kind").asString().equals("SpringFilter")
                        && item.at("/name/name").asString().equals(filter))
                .flatMap(item -> item.at("/status/ancestors").valueStream())
                .flatMap(ancestor -> ancestor.get("conditions").valueStream())
                .collect(toMap(
                        it -> it.get("type").asString(),
                        it -> "%s %s: %s"
                                .formatted(
                                        it.get("status").asString(),
                                        it.get("reason").asString(),
                                        it.get("message").asString())));
    }

    @ParameterizedTest
    @CsvSource({
        "brotli, Compression, 'com.aayushatharva.brotli4j:brotli4j, with its native library for this machine'",
        "circuit-breaking, CircuitBreaking, io.github.resilience4j:resilience4j-circuitbreaker",
        "jwt-auth, JwtAuth, org.springframework.security:spring-security-oauth2-jose"
                + " and com.github.ben-manes.caffeine:caffeine",
        "oidc-login, OidcLogin, org.springframework.security:spring-security-oauth2-jose"
                + " and org.springframework.security:spring-security-oauth2-client",
        "rate-limit, RateLimit, com.bucket4j:bucket4j_jdk17-core"
    })
    void filterWithoutItsLibraryNamesTheDependencyAndServesNothing(String name, String filter, String dependency)
            throws Exception {
        String message =
                "spec.factory: filter %s needs a library that this application does not have; add the dependency %s"
                        .formatted(filter, dependency);

        assertThat(conditions(name)).containsEntry("ResolvedRefs", "False LibraryMissing: " + message);
        await().atMost(PATIENCE).until(() -> log.getAll().contains(message));
        assertThat(log.getAll()).doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
        assertThat(get(gateway("/" + name)).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"ip-access", "api-key-auth", "basic-auth", "request-size", "compression"})
    void filterThatNeedsNoFurtherLibraryIsAccepted(String name) throws Exception {
        assertThat(conditions(name))
                .hasSize(2)
                .allSatisfy((_, condition) -> assertThat(condition).startsWith("True"));
    }

    @Test
    void ipAccessRefusesAnAddress() throws Exception {
        assertThat(get(gateway("/ip-access")).statusCode()).isEqualTo(403);
    }

    @Test
    void apiKeyAuthAsksForAKey() throws Exception {
        assertThat(get(gateway("/api-key-auth")).statusCode()).isEqualTo(401);
        assertThat(get(gateway("/api-key-auth"), "X-API-Key", "kj3D9wqk2mV7cXtR")
                        .body())
                .isEqualTo("of the backend");
    }

    /** Its library comes with the starter of Spring Cloud. */
    @Test
    void basicAuthAsksForAPassword() throws Exception {
        String alice = "Basic "
                + Base64.getEncoder().encodeToString("alice:correct horse".getBytes(StandardCharsets.US_ASCII));

        assertThat(get(gateway("/basic-auth")).statusCode()).isEqualTo(401);
        assertThat(get(gateway("/basic-auth"), "Authorization", alice).body()).isEqualTo("of the backend");
    }

    @Test
    void requestSizeRefusesALargeBody() throws Exception {
        var large = HttpRequest.newBuilder(gateway("/request-size")).POST(BodyPublishers.ofString("x".repeat(1025)));

        assertThat(CLIENT.send(large.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(413);
    }

    @Test
    void compressionCompressesByGzip() throws Exception {
        assertThat(get(gateway("/compression"), "Accept-Encoding", "br, gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }
}

package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, whose heap holds some hundred routes, and a folder with thousands. */
class SmallHeapTest {

    private static final int FILES = 12;
    private static final int ROUTES_OF_A_FILE = 500;

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private final int port = FreePorts.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec: {controllerName: sluice.dev/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec: {gatewayClassName: sluice, listeners: [{name: http, port: %d, protocol: HTTP}]}
                ---
                """.formatted(port) + route("first", "/first"));
        process = SluiceProcess.of(
                        List.of("-Xmx96m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1"),
                        "run",
                        folder.toString(),
                        "--management-port",
                        String.valueOf(FreePorts.next()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        soon().until(() -> status("/first") == 302);
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.shutdownNow();
        process.destroyForcibly().waitFor();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }

    private Path log() {
        return elsewhere.resolve("log");
    }

    private String printed() throws IOException {
        return Files.readString(log(), UTF_8);
    }

    private static String route(String name, String path) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - matches: [{path: {value: %s}, headers: [{name: x-first, value: a}]}, {path: {value: %s}}]
                    filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /}}}]
                ---
                """.formatted(name, path, path);
    }

    /** 0: no answer. */
    private int status(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        }
    }

    private Path file(int number) {
        return folder.resolve("more-" + number + ".yaml");
    }

    private void flood() throws IOException {
        for (int file = 0; file < FILES; file++) {
            String prefix = "r" + file + "-";
            Path written = Files.writeString(
                    elsewhere.resolve("written"),
                    IntStream.range(0, ROUTES_OF_A_FILE)
                            .mapToObj(i -> route(prefix + i, "/" + prefix + i))
                            .collect(Collectors.joining()));
            Files.move(written, file(file));
        }
    }

    @Test
    void aFloodOfRoutesIsNotReadAndWhatWasReadIsServed() throws Exception {
        flood();
        soon().until(() -> printed().contains(" not read: the heap, of which "));
        assertThat(status("/first")).isEqualTo(302);

        for (int file = 0; file < FILES; file++) {
            Files.deleteIfExists(file(file));
        }
        Files.writeString(folder.resolve("last.yaml"), route("last", "/last"));

        soon().until(() -> status("/last") == 302);
        assertThat(status("/first")).isEqualTo(302);
        assertThat(process.isAlive()).isTrue();
        assertThat(printed()).contains("no longer: ").doesNotContain("OutOfMemoryError");
    }
}

package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways with one Redis, and a limit that they have together. */
@NeedsProgram("redis-server")
class RateLimitInRedisTest {

    private static final String LIMITED = """
            apiVersion: sluice.dev/v1alpha1
            kind: SpringFilter
            metadata:
              name: together
            spec:
              factory: RateLimit
              args:
                requests: 3
                per: 1h
                shared: true
                store: redis
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: together
            spec:
              parentRefs:
                - name: shop
              hostnames: ["together.example.com"]
              rules:
                - filters:
                    - type: ExtensionRef
                      extensionRef:
                        group: sluice.dev
                        kind: SpringFilter
                        name: together
                  backendRefs:
                    - name: shop-v1
                      port: 8080
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private static RedisServer redis;
    private static RunningExample one;
    private static RunningExample other;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.started();
        int port = redis.port();
        Files.writeString(folder.resolve("limited.yaml"), LIMITED);
        one = gateway("--sluice.sessions.store=redis", "--spring.data.redis.port=" + port);
        other = gateway("--sluice.sessions.store=redis", "--spring.data.redis.port=" + port);
        Stream.of(one, other)
                .forEach(it -> await().until(() ->
                        health(it).contains("\"sluiceSessions\"") && !health(it).contains("DEGRADED")));
    }

    private static RunningExample gateway(String... properties) {
        String[] all = Stream.concat(
                        Stream.of("--sluice.source.folders=" + folder, "--sluice.sessions.timeout=5s"),
                        Stream.of(properties))
                .toArray(String[]::new);
        return RunningExample.start("rate-limit", all);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        redis.close();
    }

    private static String health(RunningExample gateway) {
        return gateway.toManagement().path("/actuator/health").body();
    }

    private static TestRequest.Answer ask(RunningExample gateway) {
        return gateway.to("shop", 80).host("together.example.com").path("/");
    }

    @Test
    void requestsToBothCountTogether() {
        assertThat(ask(one).headers().get("RateLimit")).isEqualTo("\"shared\";r=2;t=1200");
        assertThat(ask(other).status()).isEqualTo(200);
        assertThat(ask(one).status()).isEqualTo(200);

        assertThat(ask(other).status()).isEqualTo(429);
        assertThat(ask(one).headers().get("Retry-After")).isNotNull();
    }
}

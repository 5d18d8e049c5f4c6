package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.session.SessionLedger;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway with and without the session store; there is no Redis anywhere. */
class SessionStoreTest {

    private static ConfigurableApplicationContext run(String... arguments) {
        return SpringApplication.run(
                SluiceApplication.class,
                Stream.concat(
                                Stream.of(
                                        "--sluice.source.folders=../examples/quickstart",
                                        "--sluice.listen.privileged-port-offset=" + FreePorts.offset(80, 81, 443),
                                        "--sluice.listen.address=127.0.0.1",
                                        "--management.server.port=0"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static JsonNode get(ConfigurableApplicationContext application, String path)
            throws IOException, InterruptedException {
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body());
        }
    }

    @Nested
    class ByDefault {

        @Test
        void nothingOfRedisIsMade() throws Exception {
            try (var application = run()) {
                assertThat(application.getBeansOfType(RedisConnectionFactory.class))
                        .isEmpty();
                assertThat(application.getBeansOfType(SessionLedger.class)).isEmpty();
                await().untilAsserted(() -> assertThat(
                                get(application, "health").path("components").propertyNames())
                        .doesNotContain("redis", "sluiceSessions"));
            }
        }
    }

    @Nested
    class WithoutItsRedis {

        @Test
        void theGatewayIsUpAndReadyAndSaysThatSessionsAreDegraded() throws Exception {
            try (var application =
                    run("--sluice.sessions.store=redis", "--spring.data.redis.port=" + FreePorts.next())) {
                await().untilAsserted(() -> assertThat(get(application, "health/readiness")
                                .path("status")
                                .asString())
                        .isEqualTo("UP"));
                assertThat(get(application, "health").path("status").asString()).isEqualTo("UP");
                assertThat(get(application, "health")
                                .at("/components/sluiceSessions/status")
                                .asString())
                        .isEqualTo("DEGRADED");
                assertThat(get(application, "sluicesessions").path("complete").asBoolean())
                        .isFalse();
            }
        }
    }
}

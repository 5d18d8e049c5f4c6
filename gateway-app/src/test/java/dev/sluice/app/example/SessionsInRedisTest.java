package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The example with a Redis next to the gateway. */
@NeedsProgram("redis-server")
class SessionsInRedisTest {

    private static final int REQUESTS = 20;

    private static RedisServer redis;
    private static RunningExample example;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        example = RunningExample.start(
                "session-persistence",
                "--sluice.sessions.store=redis",
                "--sluice.sessions.flush-interval=100ms",
                "--spring.data.redis.port=" + redis.port(),
                "--management.endpoints.access.max-permitted=unrestricted",
                "--management.endpoint.sluicesessions.access=unrestricted");
    }

    @AfterAll
    static void stop() {
        example.close();
        redis.close();
    }

    private static TestRequest client() {
        return example.to("shop", 80).host("shop.example.com");
    }

    private static String token(TestRequest.Answer answer) {
        return answer.headers().get("Set-Cookie").split(";", 2)[0];
    }

    private static String management(String path) {
        return example.toManagement().path("/actuator/" + path).body();
    }

    private static void assertKept(TestRequest client, String backend) {
        assertThat(IntStream.range(0, REQUESTS).mapToObj(_ -> client.path("/")).map(TestRequest.Answer::backend))
                .containsOnly(backend);
    }

    @Test
    void sessionIsCountedAndOutlivesAFrozenRedis() {
        var first = client().path("/");
        var client = client().header("Cookie", token(first));
        assertKept(client, first.backend());
        await().untilAsserted(() ->
                assertThat(counted()).anySatisfy(query -> assertThat(query).startsWith("backend=default/shop-v")));

        redis.freeze();
        assertKept(client, first.backend());
        await().until(() -> management("health").contains("DEGRADED"));
        assertKept(client, first.backend());
        assertThat(example.toManagement().path("/actuator/health").status()).isEqualTo(200);

        redis.thaw();
        await().until(() -> !management("health").contains("DEGRADED"));
        assertKept(client, first.backend());
    }

    @Test
    void sessionOfARevokedEndpointGetsAnotherToken() {
        var client = client().header("Cookie", token(client().path("/")));
        assertThat(client.path("/").headers().contains("Set-Cookie")).isFalse();
        await().untilAsserted(() -> assertThat(counted()).isNotEmpty());

        assertThat(counted())
                .allSatisfy(query -> assertThat(example.toManagement()
                                .delete()
                                .path("/actuator/sluicesessions?" + query)
                                .body())
                        .isEqualTo("{\"reach\":\"ALL_REPLICAS\"}"));

        var next = client.path("/");
        assertThat(next.headers().contains("Set-Cookie")).isTrue();
        assertThat(client().header("Cookie", token(next)).path("/").headers().contains("Set-Cookie"))
                .isFalse();
    }

    /** Each endpoint that has sessions, as a query. */
    private static List<String> counted() {
        return JsonMapper.shared()
                .readTree(management("sluicesessions"))
                .path("backends")
                .valueStream()
                .flatMap(backend -> backend.path("endpoints")
                        .valueStream()
                        .map(endpoint -> "backend=" + backend.path("backend").asString() + "&endpoint="
                                + endpoint.path("endpoint").asString()))
                .toList();
    }
}

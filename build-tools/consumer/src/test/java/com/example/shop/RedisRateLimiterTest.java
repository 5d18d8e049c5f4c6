package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Spring's RequestRateLimiter with its limiter in Redis, as a rule of an HTTPRoute names it. */
@EnabledIf("com.example.shop.LocalRedis#isInstalled")
class RedisRateLimiterTest {

    private LocalRedis redis;
    private Shop one;
    private Shop other;

    @BeforeEach
    void start(@TempDir Path first, @TempDir Path second) {
        redis = new LocalRedis();
        one = new Shop(first, "--spring.data.redis.port=" + redis.port());
        other = new Shop(second, "--spring.data.redis.port=" + redis.port());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    private static HttpResponse<String> asTeam(Shop shop, String team) {
        return shop.get(shop.gateway("/shared"), "Authorization", Shop.ANN, "x-team", team);
    }

    @Test
    void replicasHaveOneLimitForEachTeam() {
        assertThat(asTeam(one, "blue").statusCode()).isEqualTo(200);
        assertThat(asTeam(other, "blue").statusCode()).isEqualTo(200);

        var refused = asTeam(one, "blue");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("X-RateLimit-Burst-Capacity")).contains("120");
        assertThat(asTeam(other, "blue").statusCode()).isEqualTo(429);
        assertThat(asTeam(other, "red").statusCode()).isEqualTo(200);
    }

    /** Spring Cloud Gateway's own choice: without Redis, nobody is limited. */
    @Test
    void requestsAreServedSoonWhileRedisIsAway() {
        assertThat(asTeam(one, "blue").statusCode()).isEqualTo(200);
        redis.close();

        long start = System.nanoTime();
        assertThat(asTeam(one, "blue").statusCode()).isEqualTo(200);
        assertThat(asTeam(one, "blue").statusCode()).isEqualTo(200);
        assertThat(Duration.of(System.nanoTime() - start, TimeUnit.NANOSECONDS.toChronoUnit()))
                .isLessThan(Duration.ofSeconds(10));
    }
}

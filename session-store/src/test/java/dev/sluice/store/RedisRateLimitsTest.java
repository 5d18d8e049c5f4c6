package dev.sluice.store;

import static dev.sluice.store.Replicas.CAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.filter.traffic.RateLimitStore.Rate;
import dev.sluice.filter.traffic.Taken;
import dev.sluice.store.AwayStoreTest.Trouble;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that replicas have together, in a real Redis. */
@NeedsProgram("redis-server")
final class RedisRateLimitsTest {

    /** For timers and threads of a machine that does other things too. */
    private static final Duration SLACK = Duration.ofMillis(150);

    /** Three at once, and one more in 20 minutes. */
    private static final Rate SLOW = new Rate(3, Duration.ofHours(1), 3);

    private final Replicas replicas = new Replicas();
    private final RedisServer redis = RedisServer.started();

    @AfterEach
    void close() {
        replicas.close();
        redis.close();
    }

    private RateLimitStore replica() {
        return replicas.connected(LettuceConnections.to(redis)).rateLimits();
    }

    /** As {@link #take}, which a busy machine may keep from its answer in time. */
    private static Taken taken(RateLimitStore store, Rate rate, String bucket) {
        @Nullable Taken taken = take(store, rate, bucket);
        if (taken == null) {
            throw new AssertionError("Redis did not answer in time");
        }
        return taken;
    }

    private static @Nullable Taken take(RateLimitStore store, Rate rate, String bucket) {
        return store.take(rate, bucket).block(Duration.ofSeconds(10));
    }

    private static void warm(RateLimitStore store) {
        await().until(() -> take(store, SLOW, "warm") != null);
    }

    @Test
    void requestsOfAllReplicasCountTogether() {
        RateLimitStore one = replica();
        RateLimitStore other = replica();
        warm(one);
        warm(other);

        assertThat(taken(one, SLOW, "it").left()).isEqualTo(2);
        assertThat(taken(other, SLOW, "it").left()).isEqualTo(1);
        assertThat(taken(one, SLOW, "it").left()).isZero();
        assertThat(taken(other, SLOW, "it").isServed()).isFalse();
        assertThat(taken(one, SLOW, "another").isServed()).isTrue();
    }

    @Test
    void resetIsWhenTheBucketIsFullOrTheNextIsServed() {
        RateLimitStore store = replica();
        warm(store);

        assertThat(taken(store, SLOW, "it").resetNanos()).isBetween(minutes(19), minutes(20));
        assertThat(taken(store, SLOW, "it").resetNanos()).isBetween(minutes(39), minutes(40));
        assertThat(taken(store, SLOW, "it").resetNanos()).isBetween(minutes(59), minutes(60));
        assertThat(taken(store, SLOW, "it").resetNanos()).isBetween(minutes(19), minutes(20));
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }

    @Test
    void bucketFillsAtItsRateUpToItsBurst() {
        RateLimitStore store = replica();
        var rate = new Rate(2, Duration.ofSeconds(1), 3);
        warm(store);

        await().until(() -> !taken(store, rate, "it").isServed());

        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> taken(store, rate, "it").isServed());
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> taken(store, rate, "it").left() == 2);
    }

    /** A limit that is changed begins anew: its tokens are of another size. */
    @Test
    void anotherRateIsAnotherBucket() {
        RateLimitStore store = replica();
        warm(store);
        IntStream.range(0, 4).forEach(_ -> take(store, SLOW, "it"));

        assertThat(taken(store, new Rate(4, Duration.ofHours(1), 4), "it").left())
                .isEqualTo(3);
    }

    @Test
    void namesOfKeysHoldNothingOfClientsAndEndByThemselves() {
        RateLimitStore store = replica();
        warm(store);
        take(store, SLOW, "SpringFilter shop/it\nheader x-user\nalice" + "x".repeat(100_000));

        String[] keys = redis.command("KEYS", "*limits*").split("\n", -1);

        assertThat(keys).hasSize(4).allSatisfy(key -> {
            assertThat(key).startsWith("sluice:limits:{").hasSizeLessThan(100).doesNotContain("alice");
            assertThat(Long.parseLong(redis.command("TTL", key))).isBetween(1L, 7200L);
        });
    }

    @ParameterizedTest
    @EnumSource
    void requestWaitsNoLongerThanTheCapAndSoonNotAtAll(Trouble trouble) {
        SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));
        RateLimitStore store = ledger.rateLimits();
        warm(store);

        trouble.begin(redis);

        while (ledger.remembers()) {
            assertThat(time(() -> take(store, SLOW, "it"))).isLessThan(CAP.plus(SLACK));
        }
        assertThat(take(store, SLOW, "it")).isNull();
        trouble.end(redis);
        await().until(() -> take(store, SLOW, "it") != null);
    }

    private static Duration time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The script is unknown to it, and the buckets are full. */
    @Test
    void redisThatWasRestartedEmptyCountsAgain() {
        RateLimitStore store = replica();
        warm(store);
        IntStream.range(0, 4).forEach(_ -> take(store, SLOW, "it"));

        redis.kill();
        redis.start();

        await().untilAsserted(() -> assertThat(take(store, SLOW, "it"))
                .isNotNull()
                .extracting(Taken::left)
                .isEqualTo(2L));
    }

    @Test
    void userWithoutRightsForScriptsKeepsItsSessions() {
        SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));
        RateLimitStore store = ledger.rateLimits();
        redis.command("ACL", "SETUSER", "default", "-eval", "-evalsha");

        for (int i = 0; i < 10; i++) {
            assertThat(take(store, SLOW, "it")).isNull();
        }

        assertThat(ledger.remembers()).isTrue();
        redis.command("ACL", "SETUSER", "default", "+eval", "+evalsha");
        warm(store);
    }
}

package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.traffic.RateLimitArguments.Store;
import dev.sluice.filter.traffic.RateLimitArguments.WhileAway;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has how many requests left. */
final class RateBucketsTest {

    private long now;

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private RateBuckets buckets(int requests, Duration per, int burst, int maxKeys) {
        return new RateBuckets(
                new RateLimitArguments(requests, per, burst, null, false, maxKeys, true, Store.LOCAL, WhileAway.LOCAL),
                clock);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static int served(RateBuckets buckets, Object key, int wanted) {
        int served = 0;
        for (int i = 0; i < wanted; i++) {
            served += buckets.take(key).isServed() ? 1 : 0;
        }
        return served;
    }

    @Test
    void burstIsServedAtOnceAndTheRestAtTheRate() {
        RateBuckets buckets = buckets(10, Duration.ofSeconds(1), 5, 10);
        assertThat(served(buckets, "a", 20)).isEqualTo(5);
        pass(Duration.ofMillis(100));
        assertThat(served(buckets, "a", 20)).isEqualTo(1);
        pass(Duration.ofMinutes(10));
        assertThat(served(buckets, "a", 20)).isEqualTo(5);
    }

    @Test
    void keysDoNotShareALimit() {
        RateBuckets buckets = buckets(1, Duration.ofSeconds(1), 3, 10);
        assertThat(served(buckets, "a", 10)).isEqualTo(3);
        assertThat(served(buckets, "b", 10)).isEqualTo(3);
    }

    /** However many other keys a client comes with: what it has used is not forgotten. */
    @Test
    void floodOfKeysGivesNothingBack() {
        RateBuckets buckets = buckets(1, Duration.ofHours(1), 3, 100);
        assertThat(served(buckets, "attacker", 3)).isEqualTo(3);
        for (int i = 0; i < 10_000; i++) {
            buckets.take("flood" + i);
            pass(Duration.ofMillis(1));
        }
        assertThat(served(buckets, "attacker", 10)).isZero();
    }

    /** All keys for which there is no room together have one limit. */
    @Test
    void floodOfKeysIsServedWithinTheRoomAndOneLimitMore() {
        RateBuckets buckets = buckets(1, Duration.ofHours(1), 3, 100);
        int served = 0;
        for (int i = 0; i < 10_000; i++) {
            served += served(buckets, "flood" + i, 5);
        }
        assertThat(served).isEqualTo(100 * 3 + 3);
    }

    @Test
    void keyThatIsUnusedMakesRoom() {
        RateBuckets buckets = buckets(1, Duration.ofSeconds(1), 1, 2);
        assertThat(served(buckets, "a", 1) + served(buckets, "b", 1)).isEqualTo(2);
        assertThat(served(buckets, "c", 2)).isEqualTo(1);
        pass(Duration.ofSeconds(2));
        assertThat(served(buckets, "c", 1) + served(buckets, "d", 1) + served(buckets, "a", 1))
                .isEqualTo(3);
        assertThat(served(buckets, "d", 1)).isZero();
    }

    @Test
    void addressesOfOneNetworkOfIpv6AreOneKey() throws Exception {
        assertThat(RateKey.of(InetAddress.getByName("2001:db8:1:2::1")))
                .isEqualTo(RateKey.of(InetAddress.getByName("2001:db8:1:2:ffff::7")))
                .isNotEqualTo(RateKey.of(InetAddress.getByName("2001:db8:1:3::1")));
        assertThat(RateKey.of(InetAddress.getByName("192.0.2.1")))
                .isNotEqualTo(RateKey.of(InetAddress.getByName("192.0.2.2")));
        assertThat(RateKey.of((InetAddress) null)).isEqualTo(RateKey.ALL);
    }

    @Test
    void longValuesAreKeptShortAndApart() {
        String one = RateKey.of(List.of("x".repeat(10_000)));
        assertThat(one).hasSize(72).isNotEqualTo(RateKey.of(List.of("x".repeat(10_001))));
        assertThat(RateKey.of(List.of("a", "b"))).isEqualTo("a,b");
        assertThat(RateKey.of(List.of())).isEqualTo(RateKey.ALL);
    }
}

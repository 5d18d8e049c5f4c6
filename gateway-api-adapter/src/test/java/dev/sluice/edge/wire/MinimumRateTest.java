package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MinimumRate rate = new MinimumRate(Duration.ofSeconds(60));

    @Test
    void isNotReachedByAClientThatTakesNothing() {
        assertThat(rate.isTooSlow(true, 0, 5 * SECOND)).isFalse();
        assertThat(rate.isTooSlow(true, 0, 65 * SECOND - 1)).isFalse();
        assertThat(rate.isTooSlow(true, 0, 65 * SECOND)).isTrue();
    }

    @Test
    void isNotAskedForWhileNothingWaits() {
        assertThat(rate.isTooSlow(true, 0, 0)).isFalse();
        assertThat(rate.isTooSlow(false, 0, 59 * SECOND)).isFalse();
        assertThat(rate.isTooSlow(true, 0, 61 * SECOND)).isFalse();
        assertThat(rate.isTooSlow(true, 0, 121 * SECOND)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"256, false", "255, true"})
    void is256OctetsASecond(int octets, boolean tooSlow) {
        boolean seen = false;
        for (int second = 0; second < 600; second++) {
            seen |= rate.isTooSlow(true, (long) second * octets, second * SECOND);
        }
        assertThat(seen).isEqualTo(tooSlow);
    }

    @Test
    void isReachedByWhatIsTakenInOneGo() {
        for (int minute = 0; minute < 100; minute++) {
            long taken = minute * 60L * 256;
            assertThat(rate.isTooSlow(true, taken, minute * 60L * SECOND)).isFalse();
            assertThat(rate.isTooSlow(true, taken, (minute * 60L + 59) * SECOND))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"255, true", "256, false"})
    void is256OctetsInATimeoutThatIsShorterThanASecond(int octets, boolean tooSlow) {
        MinimumRate hasty = new MinimumRate(Duration.ofMillis(100));
        assertThat(hasty.isTooSlow(true, 0, 0)).isFalse();
        assertThat(hasty.isTooSlow(true, octets, SECOND / 10)).isEqualTo(tooSlow);
    }
}

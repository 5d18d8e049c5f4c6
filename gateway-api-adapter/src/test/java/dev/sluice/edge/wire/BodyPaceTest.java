package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyPaceTest {

    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final BodyPace pace = new BodyPace(GuardedConnection.TIMEOUTS, ticker);

    private boolean isTooSlow() {
        return pace.isTooSlow(ticker.nanoTime());
    }

    private void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Test
    void thatBringsNothingIsTooSlowWhenTheTimeoutIsOver() {
        pace.begin();
        pace.await();
        pass(Duration.ofNanos(TIMEOUT - 1));
        assertThat(isTooSlow()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void isNotTakenWhileNobodyReads() {
        pace.begin();
        pass(Duration.ofDays(1));
        assertThat(isTooSlow()).isFalse();
        pace.await();
        pass(Duration.ofSeconds(29));
        pace.come(1);
        pass(Duration.ofDays(1));
        assertThat(isTooSlow()).isFalse();
        pace.await();
        assertThat(isTooSlow()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void isTakenFromTheFirstTimeThatWeAreReady() {
        pace.await();
        pass(Duration.ofSeconds(29));
        pace.await();
        pass(Duration.ofSeconds(1));
        assertThat(isTooSlow()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127})
    void ofFewOctetsNowAndThenIsTooSlow(int octets) {
        pace.begin();
        for (int i = 0; i < 2; i++) {
            pace.await();
            pass(Duration.ofSeconds(15));
            assertThat(isTooSlow()).isEqualTo(i == 1);
            pace.come(octets);
        }
        pace.await();
        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void of256OctetsInATimeoutIsEnough() {
        pace.begin();
        for (int i = 0; i < 1_000; i++) {
            pace.await();
            pass(Duration.ofNanos(TIMEOUT - 1));
            assertThat(isTooSlow()).isFalse();
            pace.come(256);
        }
    }

    @Test
    void of128OctetsInHalfATimeoutIsEnough() {
        pace.begin();
        for (int i = 0; i < 1_000; i++) {
            pace.await();
            pass(Duration.ofNanos(TIMEOUT / 2 - 1));
            assertThat(isTooSlow()).isFalse();
            pace.come(128);
        }
    }

    @Test
    void beginsAgainWithEachBody() {
        pace.begin();
        pace.await();
        pass(Duration.ofSeconds(29));
        pace.come(255);
        pace.await();
        pace.begin();
        pass(Duration.ofSeconds(29));
        assertThat(isTooSlow()).isFalse();
        pace.come(1);
        pace.await();
        pass(Duration.ofSeconds(1));
        assertThat(isTooSlow()).isTrue();
    }
}

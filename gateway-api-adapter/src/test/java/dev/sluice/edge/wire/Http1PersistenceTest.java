package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.edge.wire.Http1Persistence.Verdict;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an HTTP/1.1 connection is kept: by a clock that is driven. */
final class Http1PersistenceTest {

    private static final ConnectionTimeouts TIMEOUTS = new ConnectionTimeouts(
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1));

    private final MockTicker ticker = Ticker.newMockTicker();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Http1Persistence connection = new Http1Persistence(draining::get, TIMEOUTS, ticker);

    @Nested
    final class AResponse {

        @Test
        void isFollowedByOthers() {
            assertThat(connection.isLast(false)).isFalse();
            assertThat(connection.takesRequests()).isTrue();
        }

        @Test
        void isTheLastOfAnOldConnection() {
            connection.leave();
            assertThat(connection.takesRequests())
                    .as("before its head is written")
                    .isTrue();
            assertThat(connection.isLast(false)).isTrue();
            assertThat(connection.takesRequests()).isFalse();
        }

        @Test
        void isTheLastOfASocketThatDrains() {
            draining.set(true);
            assertThat(connection.isLast(false)).isTrue();
            assertThat(connection.takesRequests()).isFalse();
        }

        @Test
        void isTheLastWhereTheRequestCannotBeReadToItsEnd() {
            assertThat(connection.isLast(true)).isTrue();
            assertThat(connection.takesRequests()).isFalse();
        }

        @Test
        void staysTheLast() {
            connection.closesAfterwards();
            connection.leave();
            assertThat(connection.isLast(false)).isTrue();
            assertThat(connection.takesRequests()).isFalse();
        }
    }

    @Nested
    final class AClientThatAHeadIsAwaitedFrom {

        @ParameterizedTest(name = "{0} after {1} s: {2}")
        @CsvSource({"false, 9, STAYS", "false, 10, CLOSED", "true, 9, STAYS", "true, 10, REFUSED"})
        void mayTakeTheHeadTimeoutForItsFirst(boolean begun, int seconds, Verdict verdict) {
            pass(seconds);
            assertThat(judged(begun)).isEqualTo(verdict);
        }

        @ParameterizedTest(name = "{0} after {1} s: {2}")
        @CsvSource({"false, 59, STAYS", "false, 60, CLOSED", "true, 10, REFUSED"})
        void mayBeIdleForLongerAfterwards(boolean begun, int seconds, Verdict verdict) {
            serveOne();
            pass(seconds);
            assertThat(judged(begun)).isEqualTo(verdict);
        }

        @Test
        void isTimedFromTheFirstOctetOfTheHead() {
            serveOne();
            pass(50);
            connection.headBegan();
            pass(9);
            assertThat(judged(true)).isEqualTo(Verdict.STAYS);
            pass(1);
            assertThat(judged(true)).isEqualTo(Verdict.REFUSED);
        }

        @Test
        void cannotStretchItsFirstHeadByBeginningIt() {
            pass(9);
            connection.headBegan();
            pass(1);
            assertThat(judged(true)).isEqualTo(Verdict.REFUSED);
        }

        @ParameterizedTest(name = "after {0} ms: {1}")
        @CsvSource({"999, STAYS", "1000, CLOSED"})
        void hasASecondForTheLastRequestOfAnOldConnection(int millis, Verdict verdict) {
            serveOne();
            connection.leave();
            ticker.advance(millis, TimeUnit.MILLISECONDS);
            assertThat(judged(false)).isEqualTo(verdict);
        }
    }

    @Test
    void bodyThatNobodyWantsComesForTheHeadTimeoutAtMost() {
        serveOne();
        pass(9);
        assertThat(connection.isRestTooLong(ticker.nanoTime())).isFalse();
        pass(1);
        assertThat(connection.isRestTooLong(ticker.nanoTime())).isTrue();
    }

    private void serveOne() {
        connection.headRead();
        pass(7);
        connection.quiet();
    }

    private void pass(int seconds) {
        ticker.advance(seconds, TimeUnit.SECONDS);
    }

    private Verdict judged(boolean begun) {
        return connection.whileHeadIsAwaited(begun, ticker.nanoTime());
    }
}

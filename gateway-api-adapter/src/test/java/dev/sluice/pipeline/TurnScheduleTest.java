package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TurnScheduleTest {

    private final TurnSchedule schedule = new TurnSchedule();
    private long now = 1_000_000;

    private void ran(Duration took) {
        ran(took, false, false);
    }

    private void ran(Duration took, boolean failed, boolean closed) {
        long begun = now;
        now += took.toNanos();
        schedule.ran(begun, now, failed, closed);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Nested
    class APause {

        @Test
        void isNoneBeforeTheFirstRun() {
            assertThat(schedule.pause(now)).isZero();
        }

        @Test
        void isWhatRunsTookBeyondATenthOfASecond() {
            ran(Duration.ofMillis(140));

            assertThat(schedule.pause(now)).isEqualTo(Duration.ofMillis(40));
            pass(Duration.ofMillis(15));
            assertThat(schedule.pause(now)).isEqualTo(Duration.ofMillis(25));
        }

        @Test
        void isNoneBetweenShortRunsWithTimeBetweenThem() {
            for (int run = 0; run < 1_000; run++) {
                ran(Duration.ofMillis(20));
                assertThat(schedule.pause(now)).isZero();
                pass(Duration.ofMillis(20));
            }
        }

        @Test
        void comesWithShortRunsToo() {
            for (int run = 0; run < 10; run++) {
                ran(Duration.ofMillis(10));
                assertThat(schedule.pause(now)).isZero();
            }
            ran(Duration.ofMillis(10));

            assertThat(schedule.pause(now)).isEqualTo(Duration.ofMillis(10));
        }

        /** As when routes and endpoints of a large cluster change many times a second. */
        @Test
        void leavesHalfOfAProcessorInChurnOfShortRunsAndIsNeverLongerThanARun() {
            var random = new Random(21);
            long began = now;
            long worked = 0;
            var longest = Duration.ofMillis(15);
            for (int run = 0; run < 10_000; run++) {
                pass(Duration.ofMillis(random.nextLong(0, 10)));
                var pause = schedule.pause(now);
                assertThat(pause).isLessThanOrEqualTo(longest);
                pass(pause);
                var took = Duration.ofMillis(random.nextLong(1, longest.toMillis() + 1));
                ran(took);
                worked += took.toNanos();
            }
            pass(schedule.pause(now));

            assertThat(worked).isLessThanOrEqualTo((now - began) / 2 + TurnSchedule.AT_ONCE.toNanos());
        }

        @Test
        void isOverForAGatewayThatWasIdle() {
            ran(Duration.ofMillis(300));
            pass(Duration.ofMillis(200));

            assertThat(schedule.pause(now)).isZero();
        }

        @Test
        void isNeverLongerThanASecond() {
            ran(Duration.ofSeconds(7));

            assertThat(schedule.pause(now)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void leavesHalfOfAProcessorUnderChangesWithoutEnd() {
            var random = new Random(20);
            long began = now;
            long worked = 0;
            for (int run = 0; run < 10_000; run++) {
                pass(schedule.pause(now));
                var took = Duration.ofMillis(random.nextLong(1, 1_000));
                ran(took);
                worked += took.toNanos();
            }
            pass(schedule.pause(now));

            assertThat(worked).isLessThanOrEqualTo((now - began) / 2 + TurnSchedule.AT_ONCE.toNanos());
        }
    }

    @Nested
    class ARunThatFailed {

        private List<Long> attempts(int times) {
            var seconds = new ArrayList<Long>();
            for (int attempt = 0; attempt < times; attempt++) {
                var wait = schedule.untilDue(now).orElseThrow();
                seconds.add(wait.toSeconds());
                pass(wait);
                assertThat(schedule.isTurnDue(now)).isTrue();
                ran(Duration.ZERO, true, false);
            }
            return seconds;
        }

        @Test
        void isRepeatedAfterPausesThatGrow() {
            ran(Duration.ZERO, true, false);

            assertThat(attempts(8)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        }

        @Test
        void isRepeatedSoonAgainOnceOneWentThrough() {
            ran(Duration.ZERO, true, false);
            attempts(5);
            ran(Duration.ZERO);
            assertThat(schedule.untilDue(now)).isEmpty();
            ran(Duration.ZERO, true, false);

            assertThat(attempts(1)).containsExactly(1L);
        }

        @Test
        void isNotPutOffByChangesThatFailToo() {
            ran(Duration.ZERO, true, false);
            for (int change = 0; change < 9; change++) {
                pass(Duration.ofMillis(100));
                ran(Duration.ZERO, true, false);
            }

            assertThat(schedule.untilDue(now)).contains(Duration.ofMillis(100));
        }
    }

    @Nested
    class AClosedSocket {

        @Test
        void isTriedAgainAfterPausesThatGrowAndNotByARun() {
            ran(Duration.ZERO, false, true);
            var seconds = new ArrayList<Long>();
            for (int attempt = 0; attempt < 6; attempt++) {
                var wait = schedule.untilDue(now).orElseThrow();
                seconds.add(wait.toSeconds());
                pass(wait);
                assertThat(schedule.areSocketsDue(now)).isTrue();
                assertThat(schedule.isTurnDue(now)).isFalse();
                schedule.triedSockets(now, true);
            }

            assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        }

        @Test
        void staysDueThroughRunsForOtherReasons() {
            ran(Duration.ZERO, false, true);
            ran(Duration.ofSeconds(1), false, true);

            assertThat(schedule.areSocketsDue(now)).isTrue();
        }

        @Test
        void thatIsOpenIsNotTried() {
            ran(Duration.ZERO, false, true);
            schedule.triedSockets(now, false);

            assertThat(schedule.untilDue(now)).isEmpty();
        }
    }
}

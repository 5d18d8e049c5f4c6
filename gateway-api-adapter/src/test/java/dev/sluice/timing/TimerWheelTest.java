package dev.sluice.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.ExpectsErrorLog;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExpectsErrorLog("this is a bug of the gateway")
class TimerWheelTest {

    private static final Duration TICK = Duration.ofMillis(10);

    /** Time goes by only where a test says so. */
    @Nested
    final class DrivenClock {

        private final MockTicker ticker = Ticker.newMockTicker();
        private final EmbeddedChannel channel =
                EmbeddedChannel.builder().ticker(ticker).build();
        private final TimerWheel wheel = TimerWheel.of(channel.eventLoop());
        private final List<String> events = new ArrayList<>();

        @AfterEach
        void close() {
            channel.finishAndReleaseAll();
        }

        @ParameterizedTest
        @ValueSource(longs = {-1, 0, 1, 9, 10, 11, 5_119, 5_120, 5_121, 60_000, 3_600_000})
        void expiresOnceNeverEarlyAndAtMostTwoTicksLate(long millis) {
            pass(Duration.ofMillis(3));
            schedule("done", millis);
            assertThat(events).isEmpty();
            if (millis > 0) {
                pass(Duration.ofMillis(millis).minusNanos(1));
                assertThat(events).isEmpty();
            }
            pass(TICK.multipliedBy(2).plusNanos(1));
            assertThat(events).containsExactly("done");
            pass(Duration.ofHours(2));
            assertThat(events).containsExactly("done");
        }

        @Test
        void whatIsCancelledNeverExpires() {
            Deadline deadline = schedule("done", 100);
            assertThat(deadline.scheduled()).isTrue();
            assertThat(deadline.cancel()).isTrue();
            assertThat(deadline.scheduled()).isFalse();
            assertThat(deadline.cancel()).isFalse();
            pass(Duration.ofHours(1));
            assertThat(events).isEmpty();
        }

        @Test
        void whatHasExpiredCannotBeCancelled() {
            Deadline deadline = schedule("done", 10);
            pass(Duration.ofSeconds(1));
            assertThat(deadline.scheduled()).isFalse();
            assertThat(deadline.cancel()).isFalse();
        }

        @Test
        void neighboursOfWhatIsCancelledExpire() {
            schedule("first", 50);
            Deadline middle = schedule("middle", 50);
            schedule("last", 50);
            middle.cancel();
            pass(Duration.ofMillis(70));
            assertThat(events).containsExactly("first", "last");
        }

        @Test
        void aDeadlineThatIsScheduledAgainIsMoved() {
            Deadline deadline = schedule("done", 50);
            wheel.schedule(deadline, Duration.ofMillis(500).toNanos());
            pass(Duration.ofMillis(499));
            assertThat(events).isEmpty();
            pass(Duration.ofMillis(21));
            assertThat(events).containsExactly("done");
            wheel.schedule(deadline, 0);
            pass(Duration.ofMillis(20));
            assertThat(events).containsExactly("done", "done");
        }

        @Test
        void anEarlierOneDoesNotWaitForALaterOne() {
            schedule("late", 10_000);
            schedule("early", 20);
            pass(Duration.ofMillis(40));
            assertThat(events).containsExactly("early");
            pass(Duration.ofSeconds(10));
            assertThat(events).containsExactly("early", "late");
        }

        @Test
        void whatExpiresMayScheduleAndCancel() {
            Deadline other = schedule("other", 1000);
            wheel.schedule(
                    () -> {
                        other.cancel();
                        schedule("second", 0);
                    },
                    Duration.ofMillis(10));
            pass(Duration.ofMillis(10));
            assertThat(events).isEmpty();
            pass(Duration.ofMillis(20));
            assertThat(events).containsExactly("second");
            pass(Duration.ofSeconds(2));
            assertThat(events).containsExactly("second");
        }

        @Test
        void whatExpiresMayCancelWhatIsDueAtTheSameTime() {
            List<Deadline> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(wheel.schedule(
                        () -> {
                            events.add("one");
                            both.forEach(Deadline::cancel);
                        },
                        Duration.ofMillis(10)));
            }
            pass(Duration.ofSeconds(1));
            assertThat(events).containsExactly("one");
        }

        @Test
        void whatFailsDoesNotKeepTheOthersFromExpiring() {
            wheel.schedule(
                    () -> {
                        throw new IllegalStateException("planted");
                    },
                    Duration.ofMillis(10));
            schedule("done", 10);
            schedule("later", 500);
            pass(Duration.ofSeconds(1));
            assertThat(events).containsExactly("done", "later");
        }

        @Test
        void aLoopThatWasBusyForLongCatchesUp() {
            for (int millis = 10; millis <= 20_000; millis += 10) {
                schedule("done", millis);
            }
            ticker.advance(30, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(events).hasSize(2000);
        }

        @Test
        void theLoopSleepsWhileNothingIsScheduled() {
            assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
            Deadline deadline = schedule("done", 30_000);
            assertThat(channel.runScheduledPendingTasks()).isPositive();
            deadline.cancel();
            pass(Duration.ofSeconds(31));
            assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        }

        @Test
        void theLoopIsNotWokenLongBeforeSomethingIsDue() {
            schedule("done", 4_000);
            assertThat(Duration.ofNanos(channel.runScheduledPendingTasks())).isGreaterThan(Duration.ofSeconds(3));
        }

        @Test
        void randomDeadlinesKeepTheLaw() {
            Random random = new Random(4);
            List<Timed> all = new ArrayList<>();
            for (int step = 0; step < 20_000; step++) {
                Timed timed = new Timed();
                all.add(timed);
                timed.dueIn(random.nextInt(20_000));
                Timed another = all.get(random.nextInt(all.size()));
                if (random.nextBoolean()) {
                    another.cancelForGood();
                } else if (another.scheduled()) {
                    another.dueIn(random.nextInt(20_000));
                }
                pass(Duration.ofNanos(random.nextInt(8_000_000)));
            }
            pass(Duration.ofSeconds(21));
            assertThat(all).allMatch(timed -> timed.expired == timed.expected);
            assertThat(all).noneMatch(Deadline::scheduled).allMatch(timed -> timed.lawful);
            assertThat(all.stream().filter(timed -> timed.expired == 1)).hasSizeGreaterThan(5_000);
        }

        private Deadline schedule(String event, long millis) {
            return wheel.schedule(() -> events.add(event), Duration.ofMillis(millis));
        }

        /** In steps, for an embedded loop runs only what was due when it was last asked. */
        private void pass(Duration time) {
            long left = time.toNanos();
            while (left > 0) {
                long next = channel.runScheduledPendingTasks();
                long step = next < 0 ? left : Math.clamp(next, 1, left);
                ticker.advance(step, TimeUnit.NANOSECONDS);
                left -= step;
            }
            channel.runScheduledPendingTasks();
        }

        private final class Timed extends Deadline {

            private long due;
            private int expired;
            private int expected = 1;
            private boolean cancelled;
            private boolean lawful = true;

            void dueIn(int millis) {
                due = ticker.nanoTime() + Duration.ofMillis(millis).toNanos();
                wheel.schedule(this, Duration.ofMillis(millis).toNanos());
            }

            void cancelForGood() {
                if (!cancelled) {
                    cancelled = true;
                    expected = expired;
                }
                cancel();
            }

            @Override
            protected void expire() {
                expired++;
                long late = ticker.nanoTime() - due;
                lawful &= late >= 0 && late <= 2 * TICK.toNanos();
            }
        }
    }

    @Nested
    final class RealLoop {

        private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final EventLoop loop = group.next();

        @AfterEach
        void close() {
            var _ = group.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        }

        @Test
        void expiresOnTheLoopAndNotEarly() throws Exception {
            CountDownLatch done = new CountDownLatch(1);
            AtomicBoolean onLoop = new AtomicBoolean();
            long begin = System.nanoTime();
            loop.execute(() -> TimerWheel.of(loop)
                    .schedule(
                            () -> {
                                onLoop.set(loop.inEventLoop());
                                done.countDown();
                            },
                            Duration.ofMillis(50)));
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
            assertThat(onLoop).isTrue();
        }

        @Test
        void aLoopHasOneWheel() throws Exception {
            TimerWheel first = loop.submit(() -> TimerWheel.of(loop)).get(20, TimeUnit.SECONDS);
            TimerWheel second = loop.submit(() -> TimerWheel.of(loop)).get(20, TimeUnit.SECONDS);
            assertThat(second).isSameAs(first);
        }

        /** A thread can have several loops, one after the other. */
        @Test
        void isNotHeldByTheThreadOfALoopThatIsGone() {
            WeakReference<EventLoop> gone = embeddedLoopWithAWheel();

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return gone.get() == null;
            });
        }

        private static WeakReference<EventLoop> embeddedLoopWithAWheel() {
            EmbeddedChannel channel = new EmbeddedChannel();
            EventLoop loop = channel.eventLoop();
            TimerWheel.of(loop).schedule(() -> {}, Duration.ofSeconds(1)).cancel();
            channel.finishAndReleaseAll();
            return new WeakReference<>(loop);
        }

        @Test
        void anotherThreadGetsNone() {
            assertThatThrownBy(() -> TimerWheel.of(loop)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void whatIsLeftNeitherExpiresNorHoldsUpTheEndOfTheLoop() throws Exception {
            AtomicBoolean expired = new AtomicBoolean();
            AtomicReference<Deadline> left = new AtomicReference<>();
            loop.submit(() -> left.set(TimerWheel.of(loop).schedule(() -> expired.set(true), Duration.ofSeconds(30))))
                    .get(20, TimeUnit.SECONDS);
            assertThat(group.shutdownGracefully(0, 10, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(group.isTerminated()).isTrue();
            assertThat(left.get().scheduled()).isTrue();
            assertThat(expired).isFalse();
        }
    }
}

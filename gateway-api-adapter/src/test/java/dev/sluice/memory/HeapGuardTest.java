package dev.sluice.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.HeapGuard.Rank;
import dev.sluice.memory.HeapGuard.Shortage;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HeapGuardTest {

    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final FakeHeap heap = new FakeHeap();
    private final HeapGuard guard = heap.guard();

    private static HeapNeed mib(long read) {
        return new HeapNeed(read << 20, 0);
    }

    private static HeapNeed mib(long read, long built) {
        return new HeapNeed(read << 20, built << 20);
    }

    @Nested
    class GarbageIsNotInUse {

        @Test
        void soWhatTheLastCollectionHasLeftCounts() {
            heap.holds(950, 300).collectsByItself().isUsed(950);

            assertThat(guard.admits(Rank.ROUTE, mib(10))).isTrue();
            assertThat(heap.asked()).isZero();
        }

        @Test
        void soInDoubtItIsCollected() {
            heap.holds(950, 300);

            assertThat(guard.admits(Rank.ROUTE, mib(10))).isTrue();
            assertThat(heap.asked()).isOne();
        }

        @Test
        void andAHeapThatIsHardlyUsedIsNeverCollected() {
            heap.holds(100, 90);

            for (int i = 0; i < 500; i++) {
                assertThat(guard.admits(Rank.ROUTE, mib(1))).isTrue();
            }
            assertThat(heap.asked()).isZero();
        }
    }

    @Nested
    class AFullHeap {

        @Test
        void takesNoRoute() {
            heap.holds(720, 695);

            assertThat(guard.admits(Rank.ROUTE, mib(4))).isTrue();
            heap.holds(699, 699);
            assertThat(guard.admits(Rank.ROUTE, mib(4))).isFalse();
            assertThat(guard.shortage(Rank.ROUTE)).isEqualTo(new Shortage(695, 1_000));
        }

        @Test
        void takesOtherObjectsUntilItIsFuller() {
            heap.holds(750, 750);

            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();
            assertThat(guard.admits(Rank.OTHER, mib(49))).isTrue();
            heap.holds(799, 799);
            assertThat(guard.admits(Rank.OTHER, mib(49))).isFalse();
        }

        @Test
        void takesWhatNeedsNoMoreThanBefore() {
            heap.holds(999, 999);

            assertThat(guard.admits(Rank.ROUTE, mib(0))).isTrue();
            assertThat(guard.admits(Rank.ROUTE, mib(-3))).isTrue();
            assertThat(heap.asked()).isZero();
        }

        @Test
        void takesRoutesAgainWhenFivePercentMoreAreFree() {
            heap.holds(700, 700);
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();

            heap.holds(660, 660).collectsByItself();
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();

            heap.holds(640, 640).collectsByItself();
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isTrue();
            assertThat(guard.shortage(Rank.ROUTE)).isNull();
        }

        @Test
        void isCollectedOnceForManyObjects() {
            heap.holds(900, 900);

            for (int i = 0; i < 1_000; i++) {
                assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();
            }
            assertThat(heap.asked()).isOne();
        }

        @Test
        void isCollectedAgainAfterObjectsWereRemoved() {
            heap.holds(900, 900);
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();

            heap.waits(HALF_A_MINUTE);
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();
            assertThat(heap.asked()).isOne();

            assertThat(guard.admits(Rank.ROUTE, mib(-100))).isTrue();
            heap.holds(900, 600);
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isTrue();
            assertThat(heap.asked()).isEqualTo(2);
        }

        /** The memory may have been of something else. */
        @Test
        void isCollectedAgainNowAndThen() {
            heap.holds(900, 900);
            assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();

            heap.holds(900, 100).waits(Duration.ofMinutes(5));

            assertThat(guard.admits(Rank.ROUTE, mib(1))).isTrue();
        }
    }

    @Nested
    class WhatIsMadeOfObjects {

        @Test
        void countsBeforeItIsThere() {
            heap.holds(650, 650);

            assertThat(guard.admits(Rank.ROUTE, mib(10, 30))).isTrue();
            assertThat(guard.admits(Rank.ROUTE, mib(10, 30))).isFalse();
        }

        @Test
        void isMeasuredWhenItIsThere() {
            heap.holds(650, 650);
            assertThat(guard.admits(Rank.ROUTE, mib(10, 30))).isTrue();

            heap.holds(655, 655);
            guard.built(guard.mark());

            assertThat(guard.admits(Rank.ROUTE, mib(10, 30))).isTrue();
        }

        /** However many arrive before anything is made of the first: the estimate is renewed by collections. */
        @Test
        void neverFillsTheHeap() {
            long live = 100;
            for (int i = 0; i < 10_000; i++) {
                heap.holds(live, live);
                if (guard.admits(Rank.ROUTE, mib(1, 2))) {
                    live++;
                }
            }

            assertThat(live + 2 * (live - 100)).isLessThan(710);
            assertThat(heap.asked()).isLessThan(10);
        }
    }

    @Test
    void theHeapThatIsNeededStaysWhileOneObjectMoreWaits() {
        heap.holds(700, 700);
        assertThat(guard.admits(Rank.ROUTE, mib(1))).isFalse();

        assertThat(guard.heapFor(Rank.ROUTE, mib(300)))
                .isGreaterThan(1_500)
                .isEqualTo(guard.heapFor(Rank.ROUTE, mib(301)));
    }

    @Test
    void theHeapOfThisProcessHasRoomForAByte() {
        var real = new JvmHeap();
        long before = real.collections();

        assertThat(real.collect()).isPositive().isLessThan(real.max());
        assertThat(real.collections()).isGreaterThan(before);
        assertThat(real.used()).isPositive();
        assertThat(new HeapGuard().admits(Rank.ROUTE, new HeapNeed(1, 0))).isTrue();
    }

    @Test
    void aProcessThatEndsSoonHasNoLimit() {
        assertThat(HeapGuard.unlimited().admits(Rank.ROUTE, new HeapNeed(Long.MAX_VALUE / 8, 0)))
                .isTrue();
    }
}

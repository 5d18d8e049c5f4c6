package dev.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.testkit.CapturedLog;
import dev.sluice.text.HostileWords;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class WriteLoopTest {

    @Test
    void whatIsAskedDuringWorkIsDoneOnceMore() throws Exception {
        var turns = new AtomicInteger();
        var atWork = new CyclicBarrier(2);
        var mayEnd = new Semaphore(0);
        var loop = new WriteLoop("test", () -> {
            turns.incrementAndGet();
            meet(atWork);
            mayEnd.acquireUninterruptibly();
        });
        try (loop) {
            loop.start();
            loop.ask();
            meet(atWork);
            loop.ask();
            loop.ask();
            mayEnd.release();
            meet(atWork);
            mayEnd.release(2);
        }
        assertThat(turns).hasValue(2);
    }

    @Test
    void whatFailsIsTriedAgainUnasked() throws Exception {
        var tries = new CountDownLatch(3);
        var loop = new WriteLoop("test", () -> {
            tries.countDown();
            if (tries.getCount() > 0) {
                throw new IllegalStateException("the API server is away");
            }
        });
        try (loop) {
            loop.start();
            loop.ask();

            assertThat(tries.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void wordsOfAFailureAreOneShortLineOfTheLog() throws Exception {
        var tries = new CountDownLatch(2);
        var loop = new WriteLoop("test", () -> {
            tries.countDown();
            throw new IllegalStateException(HostileWords.of(1 << 20));
        });
        try (var log = new CapturedLog(WriteLoop.class);
                loop) {
            loop.start();
            loop.ask();

            assertThat(tries.await(10, TimeUnit.SECONDS)).isTrue();
            HostileWords.assertAreHarmless(log.lines());
        }
    }

    @Test
    void loopThatNeverStartedCanBeClosed() {
        var loop = new WriteLoop("test", () -> {});

        assertThatCode(loop::close).doesNotThrowAnyException();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}

package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits as threads do. */
final class ThreadWaiting implements Waiting {

    private final Semaphore changes = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void changed() {
        changes.release();
    }

    @Override
    public boolean awaitChange(Optional<Duration> longest) {
        if (longest.isEmpty()) {
            changes.acquireUninterruptibly();
            return true;
        }
        try {
            return changes.tryAcquire(longest.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            // Nobody but close() ends this thread, and it does so by its flag.
            return false;
        }
    }

    @Override
    public void gather(Duration pause) {
        try {
            boolean _ = ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            // As above.
        }
        changes.drainPermits();
    }

    @Override
    public void end() {
        ended.countDown();
        changes.release();
    }
}

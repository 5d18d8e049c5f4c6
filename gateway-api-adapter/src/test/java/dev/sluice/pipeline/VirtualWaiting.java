package dev.sluice.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Time passes when somebody waits, and then at once. Only a wait without end is a real one. */
final class VirtualWaiting implements Waiting {

    private final AtomicLong nanos = new AtomicLong();
    private final Semaphore changes = new Semaphore(0);
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** Work takes this long. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** How long was waited for a change in vain, each time. */
    List<Duration> waits() {
        return List.copyOf(waits);
    }

    /** How long changes had to wait, each time. */
    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public long nanos() {
        return nanos.get();
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
        if (changes.tryAcquire()) {
            return true;
        }
        waits.add(longest.get());
        pass(longest.get());
        return false;
    }

    @Override
    public void gather(Duration pause) {
        pauses.add(pause);
        pass(pause);
        changes.drainPermits();
    }

    @Override
    public void end() {
        changes.release();
    }
}

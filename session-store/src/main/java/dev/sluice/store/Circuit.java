package dev.sluice.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps away from a store that fails. Opens at the third failure in a row, or at the first batch of writes that fails;
 * closes when a probe says so. Open at first: nothing is connected yet. For any thread.
 */
final class Circuit {

    private static final int FAILURES = 3;

    private final InstantSource clock;
    private final AtomicInteger inARow = new AtomicInteger();
    private final LongAdder failures = new LongAdder();
    private volatile State state;

    /**
     * @param cause why it is open; null: closed, or nothing was tried yet
     * @param since when it last opened or closed
     */
    record State(boolean isClosed, @Nullable Throwable cause, Instant since) {}

    Circuit(InstantSource clock) {
        this.clock = clock;
        this.state = new State(false, null, clock.instant());
    }

    boolean isClosed() {
        return state.isClosed;
    }

    State state() {
        return state;
    }

    /** All so far. */
    long failures() {
        return failures.sum();
    }

    void succeeded() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    void failed(Throwable cause) {
        failures.increment();
        if (inARow.incrementAndGet() >= FAILURES) {
            open(cause);
        }
    }

    void failedToWrite(Throwable cause) {
        failures.increment();
        open(cause);
    }

    /** Keeps the time at which it opened, and the newest cause. */
    private synchronized void open(Throwable cause) {
        state = new State(false, cause, state.isClosed ? clock.instant() : state.since);
    }

    synchronized void close() {
        inARow.set(0);
        if (!state.isClosed) {
            state = new State(true, null, clock.instant());
        }
    }
}

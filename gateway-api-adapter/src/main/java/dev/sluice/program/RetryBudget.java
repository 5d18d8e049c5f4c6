package dev.sluice.program;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries from becoming a storm: of the running requests of one backendRef of a rule only a part may be retrying
 * at one time. Any thread.
 */
final class RetryBudget {

    private final int percent;
    private final int minimum;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger retrying = new AtomicInteger();

    RetryBudget(int percent, int minimum) {
        this.percent = percent;
        this.minimum = minimum;
    }

    void begin() {
        running.incrementAndGet();
    }

    /** Takes a place, which is given back by {@link #end}; false where there is none. */
    boolean take() {
        long allowed = Math.max(minimum, (long) running.get() * percent / 100);
        if (retrying.incrementAndGet() <= allowed) {
            return true;
        }
        retrying.decrementAndGet();
        return false;
    }

    /** @param took whether the request has a place */
    void end(boolean took) {
        running.decrementAndGet();
        if (took) {
            retrying.decrementAndGet();
        }
    }
}

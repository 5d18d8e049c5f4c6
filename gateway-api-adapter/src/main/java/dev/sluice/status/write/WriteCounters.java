package dev.sluice.status.write;

import java.util.concurrent.atomic.LongAdder;

/** Counts what was written since the process began. Called by any thread. */
public final class WriteCounters {

    private final LongAdder writes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    WriteCounters() {}

    void written() {
        writes.increment();
    }

    void failed() {
        failures.increment();
    }

    /** Statuses that the API server has taken. */
    public long writes() {
        return writes.sum();
    }

    /** Tries that it has not taken, except those that another was faster than. */
    public long failures() {
        return failures.sum();
    }
}

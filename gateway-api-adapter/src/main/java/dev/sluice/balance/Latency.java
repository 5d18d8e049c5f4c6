package dev.sluice.balance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How long responses took to come, from the start of an attempt to the head of its response. Any thread; takes no lock
 * and allocates nothing.
 */
public final class Latency {

    /** Responses that the recent mean is mostly of. */
    private static final int RECENT = 64;

    private static final long NONE = -1;

    private final LongAdder responses = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicLong recent = new AtomicLong(NONE);

    /** Takes note of a response. Of two at the same moment the recent mean may miss one; the counts have both. */
    public void add(long took) {
        responses.increment();
        nanos.add(took);
        long before = recent.getOpaque();
        if (before == NONE) {
            recent.setOpaque(took);
        } else {
            recent.setOpaque(before + (took - before) / Math.clamp(responses.sum(), 1, RECENT));
        }
    }

    /** How many there were. */
    public long responses() {
        return responses.sum();
    }

    /** How long all of them took together. */
    public double nanos() {
        return nanos.sum();
    }

    /** The mean of about the last 64, however long ago they were; null where there was none. */
    public @Nullable Duration recent() {
        long mean = recent.getOpaque();
        return mean == NONE ? null : Duration.ofNanos(mean);
    }
}

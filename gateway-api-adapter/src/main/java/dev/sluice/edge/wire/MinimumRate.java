package dev.sluice.edge.wire;

import java.time.Duration;

/**
 * Whether a client takes what waits for it: {@value #OCTETS} octets for each second of a timeout, and at least as many
 * in one that is shorter. Counts octets that left, not windows, messages or frames, so that neither a small window nor
 * many small frames look like what they are not.
 */
final class MinimumRate {

    private static final int OCTETS = 256;

    private final long timeout;
    private final long enough;
    private boolean waiting;
    private long mark;
    private long since;

    MinimumRate(Duration timeout) {
        this.timeout = timeout.toNanos();
        this.enough = OCTETS * Math.max(1, timeout.toSeconds());
    }

    /**
     * Looks at the count; to be called from time to time.
     *
     * @param queued whether anything waits for the client
     * @param left octets that have left so far
     */
    boolean isTooSlow(boolean queued, long left, long now) {
        if (!queued) {
            waiting = false;
            return false;
        }
        if (!waiting || left - mark >= enough) {
            waiting = true;
            mark = left;
            since = now;
        }
        return now - since >= timeout;
    }
}

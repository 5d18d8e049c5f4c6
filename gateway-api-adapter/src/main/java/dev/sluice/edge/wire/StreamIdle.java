package dev.sluice.edge.wire;

import java.time.Duration;

/**
 * How long nothing moved on a stream, in neither direction: bidirectional calls may be quiet on one side. Covers a
 * backend that stalls in the middle of a body, or that does not read an upload.
 */
final class StreamIdle {

    private final long timeout;
    private boolean moved = true;
    private long since;

    /** @param timeout zero for none */
    StreamIdle(Duration timeout) {
        this.timeout = timeout.toNanos();
    }

    /** Octets came from the client, or were given to it. Reads no clock, for it is called for each part. */
    void moved() {
        moved = true;
    }

    /** Looks at it; to be called from time to time. */
    boolean isOver(long now) {
        if (moved) {
            moved = false;
            since = now;
        }
        return timeout > 0 && now - since >= timeout;
    }
}

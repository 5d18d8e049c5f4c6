package dev.sluice.edge.wire;

import io.netty.util.concurrent.Ticker;

/**
 * How fast a body comes while we are ready to read it. The time for which the backend keeps us from reading does not
 * count. Used by one event loop.
 */
final class BodyPace {

    /** Octets that a wait of the timeout's length must bring: whoever sends one a second must not stay for ever. */
    private static final int ENOUGH = 256;

    private static final long NEVER = Long.MIN_VALUE;

    private final long timeout;
    private final Ticker ticker;
    private long readSince = NEVER;
    private long waited;
    private int brought;

    /** For bodies of one connection or stream. */
    BodyPace(ConnectionTimeouts timeouts, Ticker ticker) {
        this.timeout = timeouts.body().toNanos();
        this.ticker = ticker;
    }

    /** From now on it is a body, or another one, that is waited for. */
    void begin() {
        waited = 0;
        brought = 0;
        readSince = readSince == NEVER ? NEVER : ticker.nanoTime();
    }

    /** We are ready to read. */
    void await() {
        readSince = readSince == NEVER ? ticker.nanoTime() : readSince;
    }

    /** Something has come. */
    void come(int octets) {
        brought += octets;
        if (brought >= ENOUGH || brought < 0) {
            brought = 0;
            waited = 0;
        } else if (readSince != NEVER) {
            waited += ticker.nanoTime() - readSince;
        }
        readSince = NEVER;
    }

    /** Whether too little came while we were ready. {@code now} is of the ticker. */
    boolean isTooSlow(long now) {
        return readSince != NEVER && waited + now - readSince >= timeout;
    }
}

package dev.sluice.program;

import java.util.concurrent.atomic.LongAdder;

/** What became of requests of rules with sessions, since the start. Any thread. */
public final class SessionCounters {

    private final LongAdder continued = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder moved = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder revoked = new LongAdder();
    private final LongAdder refused = new LongAdder();

    SessionCounters() {}

    /** Answered by the endpoint that the session is pinned to. */
    public long continued() {
        return continued.sum();
    }

    /** Answered for a client that showed no session of the rule. */
    public long begun() {
        return begun.sum();
    }

    /** Answered by another endpoint, since that of the session is gone, fails or was left by a retry. */
    public long moved() {
        return moved.sum();
    }

    /** Showed a session whose time was over. */
    public long expired() {
        return expired.sum();
    }

    /** Showed a session that was revoked. */
    public long revoked() {
        return revoked.sum();
    }

    /** Tokens that are none of ours, or were changed. */
    public long refused() {
        return refused.sum();
    }

    void countContinued() {
        continued.increment();
    }

    void countBegun() {
        begun.increment();
    }

    void countMoved() {
        moved.increment();
    }

    void countExpired() {
        expired.increment();
    }

    void countRevoked() {
        revoked.increment();
    }

    void countRefused() {
        refused.increment();
    }
}

package dev.sluice.program;

import java.util.concurrent.atomic.LongAdder;

/** What programs did beside answering, since the start. Any thread. */
public final class ProgramCounters {

    private final LongAdder repeats = new LongAdder();
    private final LongAdder refusedRetries = new LongAdder();
    private final LongAdder overBudget = new LongAdder();
    private final LongAdder mirrored = new LongAdder();
    private final LongAdder failedMirrors = new LongAdder();
    private final LongAdder droppedMirrors = new LongAdder();
    private final LongAdder allowed = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder undecided = new LongAdder();

    ProgramCounters() {}

    /** Tries beside the first. */
    public long repeats() {
        return repeats.sum();
    }

    /** Retries that a rule wanted and that were not made, because too many were running. */
    public long refusedRetries() {
        return refusedRetries.sum();
    }

    /** Retries that were not made, because the budget that a policy gives to the Service was used up. */
    public long overBudget() {
        return overBudget.sum();
    }

    /** Copies of requests that were begun. */
    public long mirrored() {
        return mirrored.sum();
    }

    /** Copies that got no response. */
    public long failedMirrors() {
        return failedMirrors.sum();
    }

    /** Copies that were given up because the mirror took the body too slowly. */
    public long droppedMirrors() {
        return droppedMirrors.sum();
    }

    /** Requests that authorizers allowed. */
    public long allowed() {
        return allowed.sum();
    }

    /** Requests that authorizers denied. */
    public long denied() {
        return denied.sum();
    }

    /** Requests that were refused because their authorizer did not decide in time. */
    public long undecided() {
        return undecided.sum();
    }

    void allow() {
        allowed.increment();
    }

    void deny() {
        denied.increment();
    }

    void leaveUndecided() {
        undecided.increment();
    }

    void repeated() {
        repeats.increment();
    }

    void retryRefused() {
        refusedRetries.increment();
    }

    void retryOverBudget() {
        overBudget.increment();
    }

    void mirrorBegun() {
        mirrored.increment();
    }

    void mirrorFailed() {
        failedMirrors.increment();
    }

    void mirrorDropped() {
        droppedMirrors.increment();
    }
}

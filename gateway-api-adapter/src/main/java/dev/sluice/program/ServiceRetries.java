package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.route.RetryAllowance;
import java.util.function.LongSupplier;

/**
 * The retries to one backend, from all rules that lead to it: a percentage of the requests of the last interval, and a
 * minimum rate. Each retry counts, also of a request that was retried before, and also one that no rule asked for.
 * Source: RetryConstraint, GEP-3388.
 *
 * <p>Where time is cut into slots, requests are counted over a little less than the interval and retries over a little
 * more: no span as long as the interval has more retries than are allowed.
 */
final class ServiceRetries implements RetryBudget {

    private final RetryAllowance allowance;
    private final LongSupplier clock;
    private final WindowCount requests;
    private final WindowCount retries;
    private final WindowCount recent;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    ServiceRetries(RetryAllowance allowance, LongSupplier clock) {
        this.allowance = allowance;
        this.clock = clock;
        this.requests = new WindowCount(allowance.interval(), WindowCount.Cover.AT_MOST);
        this.retries = new WindowCount(allowance.interval(), WindowCount.Cover.AT_LEAST);
        this.recent = new WindowCount(allowance.per(), WindowCount.Cover.AT_LEAST);
    }

    RetryAllowance allowance() {
        return allowance;
    }

    @Override
    public synchronized void begin() {
        requests.add(clock.getAsLong());
    }

    @Override
    public synchronized boolean take(boolean again) {
        long now = clock.getAsLong();
        boolean isAllowed = recent.sum(now) < allowance.minimum()
                || retries.sum(now) < requests.sum(now) * allowance.percent() / 100;
        if (isAllowed) {
            retries.add(now);
            recent.add(now);
        }
        return isAllowed;
    }

    @Override
    public void end(boolean retried) {
        // What was counted stays until its time is over.
    }

    /** Source: RetryConstraint, "additional retries to the backend MUST return a 503 response to the client". */
    @Override
    public Answer refusal() {
        return Answer.RETRY_BUDGET;
    }
}

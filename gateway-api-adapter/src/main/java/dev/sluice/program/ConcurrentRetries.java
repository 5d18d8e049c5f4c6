package dev.sluice.program;

import dev.sluice.answer.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Of the running requests of one backendRef of a rule only a part may be retrying at the same time. A request keeps its
 * place until it is answered, however often it is retried.
 */
final class ConcurrentRetries implements RetryBudget {

    private final int percent;
    private final int minimum;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger retrying = new AtomicInteger();

    ConcurrentRetries(int percent, int minimum) {
        this.percent = percent;
        this.minimum = minimum;
    }

    @Override
    public void begin() {
        running.incrementAndGet();
    }

    @Override
    public boolean take(boolean again) {
        if (again) {
            return true;
        }
        long allowed = Math.max(minimum, (long) running.get() * percent / 100);
        if (retrying.incrementAndGet() <= allowed) {
            return true;
        }
        retrying.decrementAndGet();
        return false;
    }

    @Override
    public void end(boolean retried) {
        running.decrementAndGet();
        if (retried) {
            retrying.decrementAndGet();
        }
    }

    @Override
    public @Nullable Answer refusal() {
        return null;
    }
}

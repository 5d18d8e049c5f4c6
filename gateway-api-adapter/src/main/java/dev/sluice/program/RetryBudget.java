package dev.sluice.program;

import dev.sluice.answer.Answer;
import org.jspecify.annotations.Nullable;

/** Decides how many requests may be sent once more, so that retries do not become a storm. Any thread. */
interface RetryBudget {

    /** No limit besides the attempts of each request. */
    RetryBudget UNLIMITED = new RetryBudget() {
        @Override
        public void begin() {
            // Nothing is counted.
        }

        @Override
        public boolean take(boolean again) {
            return true;
        }

        @Override
        public void end(boolean retried) {
            // Nothing is counted.
        }

        @Override
        public @Nullable Answer refusal() {
            return null;
        }
    };

    /** A request begins. */
    void begin();

    /**
     * Whether a request may be sent once more.
     *
     * @param again whether this request has been retried before
     */
    boolean take(boolean again);

    /**
     * A request that began ends.
     *
     * @param retried whether it has been retried
     */
    void end(boolean retried);

    /** What a request gets that may not be sent once more; null: the outcome of its last attempt. */
    @Nullable
    Answer refusal();
}

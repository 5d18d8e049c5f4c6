package dev.sluice.config.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Which requests are sampled. Source: TracingConfig.samplingRate, parentBasedSampling.
 *
 * @param ofNew of the requests for which no client decides; null: as the application has it
 * @param parents whether the decision of a client counts
 * @param ofSampled with RESPECT, of the requests that their client has sampled
 */
public record SpanSampling(@Nullable Share ofNew, Parents parents, Share ofSampled) {

    /** Whether the sampled flag of a client's {@code traceparent} decides. */
    public enum Parents {
        /** As the application has it. */
        BY_DEFAULT,
        /** It does, both ways. */
        RESPECT,
        /** It does not. */
        IGNORE
    }

    /**
     * A part of the requests.
     *
     * @param numerator 0 to denominator
     * @param denominator 1 or more
     */
    public record Share(int numerator, int denominator) {

        /** Each of them. */
        public static final Share ALL = new Share(100, 100);

        /** From 0 to 1. */
        public double probability() {
            return (double) numerator / denominator;
        }
    }
}

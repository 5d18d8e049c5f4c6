package dev.sluice.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what found no series of its own, because there are as many as may be. Any thread. */
public final class RefusedSeries {

    private final Counter refused;

    /** None is refused so far. */
    public RefusedSeries(MeterRegistry registry) {
        refused = Counter.builder("sluice.metrics.refused")
                .description(
                        "Times that a route or backend was counted as _other, or an endpoint got no series, because sluice.metrics.max-series is reached")
                .register(registry);
    }

    void count() {
        refused.increment();
    }
}

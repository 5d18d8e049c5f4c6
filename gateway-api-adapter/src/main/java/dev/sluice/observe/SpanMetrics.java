package dev.sluice.observe;

import dev.sluice.config.backend.BackendId;
import dev.sluice.trace.SpanObserver;
import dev.sluice.trace.SpanOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what becomes of spans for the collectors of policies. The number of series is bounded; collectors beyond that
 * are counted together. Any thread.
 */
public final class SpanMetrics implements SpanObserver {

    private static final BackendId OTHER = new BackendId("", RequestMetrics.OTHER, 0);

    private final MeterRegistry registry;
    private final RefusedSeries refused;
    private final int maxSeries;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

    private record Series(BackendId collector, SpanOutcome outcome) {}

    /** @param maxSeries of the meter */
    public SpanMetrics(MeterRegistry registry, RefusedSeries refused, int maxSeries) {
        this.registry = registry;
        this.refused = refused;
        this.maxSeries = maxSeries;
    }

    @Override
    public void ended(BackendId collector, SpanOutcome outcome, int spans) {
        var series = new Series(collector, outcome);
        var counter = counters.get(series);
        (counter == null ? find(series) : counter).increment(spans);
    }

    /** Two threads may pass the bound together; a few series more do no harm. */
    private Counter find(Series series) {
        if (counters.size() < maxSeries - SpanOutcome.values().length) {
            return counters.computeIfAbsent(series, this::make);
        }
        refused.count();
        return counters.computeIfAbsent(new Series(OTHER, series.outcome()), this::make);
    }

    private Counter make(Series series) {
        return Counter.builder("sluice.trace.spans")
                .description(
                        "Spans for the collectors of XTelemetryPolicies: sent, or dropped since that failed or too many wait")
                .tag(
                        "collector",
                        series.collector().equals(OTHER)
                                ? RequestMetrics.OTHER
                                : series.collector().toString())
                .tag("outcome", series.outcome().word())
                .register(registry);
    }
}

package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.trace.SpanOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SpanMetricsTest {

    private static final BackendId OTEL = new BackendId("monitoring", "otel", 4317);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private SpanMetrics metrics(int maxSeries) {
        return new SpanMetrics(registry, new RefusedSeries(registry), maxSeries);
    }

    private double count(String collector, String outcome) {
        return registry.get("sluice.trace.spans")
                .tags("collector", collector, "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void spansAreCountedByCollectorAndOutcome() {
        var metrics = metrics(200);

        metrics.ended(OTEL, SpanOutcome.SENT, 512);
        metrics.ended(OTEL, SpanOutcome.FAILED, 3);
        metrics.ended(OTEL, SpanOutcome.SENT, 1);
        metrics.ended(OTEL, SpanOutcome.QUEUE_FULL, 1);

        assertThat(count("monitoring/otel:4317", "sent")).isEqualTo(513);
        assertThat(count("monitoring/otel:4317", "failed")).isEqualTo(3);
        assertThat(count("monitoring/otel:4317", "queue_full")).isEqualTo(1);
    }

    @Test
    void collectorsBeyondTheBoundAreCountedTogether() {
        var metrics = metrics(200);

        for (int i = 0; i < 1_000; i++) {
            metrics.ended(new BackendId("shop", "otel-" + i, 4317), SpanOutcome.FAILED, 2);
        }

        assertThat(registry.find("sluice.trace.spans").counters()).hasSizeLessThanOrEqualTo(200);
        assertThat(count(RequestMetrics.OTHER, "failed")).isEqualTo(2.0 * (1_000 - 197));
        assertThat(registry.get("sluice.metrics.refused").counter().count()).isPositive();
    }
}

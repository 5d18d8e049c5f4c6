package dev.sluice.observe;

import dev.sluice.status.write.WriteCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Shows how much status this replica has written into the API server. */
public record StatusMetrics(WriteCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("sluice.status.writes", counters, WriteCounters::writes)
                .description("Statuses of objects that the API server accepted")
                .register(registry);
        FunctionCounter.builder("sluice.status.write.failures", counters, WriteCounters::failures)
                .description("Statuses of objects that the API server did not accept")
                .register(registry);
    }
}

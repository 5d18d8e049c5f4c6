package dev.sluice.observe;

import dev.sluice.datagram.Drop;
import dev.sluice.datagram.DropCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Shows why datagrams of UDP Listeners were not forwarded. */
public record DatagramMetrics(DropCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Drop drop : Drop.values()) {
            FunctionCounter.builder("sluice.datagrams.dropped", counters, it -> it.count(drop))
                    .description("Datagrams of UDP Listeners that were not forwarded, in either direction, by reason")
                    .tag("reason", drop.label())
                    .register(registry);
        }
    }
}

package dev.sluice.observe;

import dev.sluice.tls.HandshakeCounters;
import dev.sluice.tls.HandshakeOutcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Shows how the TLS handshakes of clients ended. */
public record HandshakeMetrics(HandshakeCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            FunctionCounter.builder("sluice.tls.handshakes", counters, it -> it.count(outcome))
                    .description("TLS handshakes of clients, by how they ended")
                    .tag("outcome", outcome.label())
                    .register(registry);
        }
    }
}

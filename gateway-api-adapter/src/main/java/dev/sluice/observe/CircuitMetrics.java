package dev.sluice.observe;

import dev.sluice.filter.circuit.CircuitState;
import dev.sluice.filter.circuit.Circuits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Shows how many circuits keep requests from backends. */
public record CircuitMetrics(Circuits circuits) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (CircuitState state : CircuitState.values()) {
            Gauge.builder("sluice.circuits", circuits, all -> all.count(state))
                    .tag("state", state.word())
                    .description("Circuits of the filter CircuitBreaking; an open one refuses requests")
                    .register(registry);
        }
    }
}

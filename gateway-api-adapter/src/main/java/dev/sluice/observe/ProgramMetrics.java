package dev.sluice.observe;

import dev.sluice.program.ProgramCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Shows what rules did besides answering: repeats and mirrors. */
public record ProgramMetrics(ProgramCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "sluice.upstream.repeats", "Attempts after the first of a request", ProgramCounters::repeats);
        count(
                registry,
                "sluice.upstream.retries.refused",
                "Retries that were not made because too many were running",
                ProgramCounters::refusedRetries);
        count(
                registry,
                "sluice.upstream.retries.over.budget",
                "Retries that were not made because the retry budget of a policy was used up; answered 503",
                ProgramCounters::overBudget);
        count(registry, "sluice.mirror.requests", "Copies of requests for mirrors", ProgramCounters::mirrored);
        count(
                registry,
                "sluice.mirror.failures",
                "Mirrored requests without a response",
                ProgramCounters::failedMirrors);
        count(
                registry,
                "sluice.mirror.dropped",
                "Mirrored requests that were given up because the mirror was too slow",
                ProgramCounters::droppedMirrors);
        checks(registry, "allowed", ProgramCounters::allowed);
        checks(registry, "denied", ProgramCounters::denied);
        checks(registry, "failed", ProgramCounters::undecided);
    }

    private void checks(MeterRegistry registry, String outcome, ToDoubleFunction<ProgramCounters> value) {
        FunctionCounter.builder("sluice.external.auth.checks", counters, value)
                .tag("outcome", outcome)
                .description("Requests that an authorization service was asked about")
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String description, ToDoubleFunction<ProgramCounters> value) {
        FunctionCounter.builder(name, counters, value).description(description).register(registry);
    }
}

package dev.sluice.observe;

import dev.sluice.program.SessionCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Shows what became of requests of rules with session persistence. */
public record SessionMetrics(SessionCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        requests(registry, "continued", SessionCounters::continued);
        requests(registry, "begun", SessionCounters::begun);
        requests(registry, "moved", SessionCounters::moved);
        ended(registry, "expired", SessionCounters::expired);
        ended(registry, "revoked", SessionCounters::revoked);
        FunctionCounter.builder("sluice.sessions.tokens.refused", counters, SessionCounters::refused)
                .description("Tokens that were not sealed with a key of this process, or were changed")
                .register(registry);
    }

    private void requests(MeterRegistry registry, String outcome, ToDoubleFunction<SessionCounters> value) {
        FunctionCounter.builder("sluice.sessions.requests", counters, value)
                .description("Responses by what they did for a session: continued it, began one, or moved it to another"
                        + " endpoint")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void ended(MeterRegistry registry, String cause, ToDoubleFunction<SessionCounters> value) {
        FunctionCounter.builder("sluice.sessions.ended", counters, value)
                .description("Requests with a session that was over")
                .tag("cause", cause)
                .register(registry);
    }
}

package dev.sluice.observe;

import dev.sluice.filter.access.TokenCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Shows how many signatures of tokens were verified, and what is remembered of it. */
public record TokenMetrics(TokenCounters counters) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        signatures(registry, "remembered", TokenCounters::hits);
        signatures(registry, "verified", TokenCounters::misses);
        Gauge.builder("sluice.tokens.remembered", counters, TokenCounters::entries)
                .description("Tokens of the filters JwtAuth that are remembered now, because their signature was right")
                .register(registry);
        Gauge.builder("sluice.tokens.memory", counters, TokenCounters::bytes)
                .baseUnit(BaseUnits.BYTES)
                .description("About what the remembered tokens take; 32 MiB at most")
                .register(registry);
    }

    private void signatures(MeterRegistry registry, String signature, ToDoubleFunction<TokenCounters> value) {
        FunctionCounter.builder("sluice.tokens", counters, value)
                .tag("signature", signature)
                .description("Tokens that the filters JwtAuth looked at, by whether their signature was verified, which"
                        + " may fail, or remembered")
                .register(registry);
    }
}

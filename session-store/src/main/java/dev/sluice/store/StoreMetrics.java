package dev.sluice.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Shows how the store does. */
final class StoreMetrics implements MeterBinder {

    private final Circuit circuit;
    private final RecentUses uses;
    private final Revocations revocations;
    private volatile Map<Operation, Timer> timers = Map.of();

    /** What is measured apart. */
    enum Operation {
        LOOKUP,
        WRITE,
        POLL,
        LIMIT
    }

    StoreMetrics(Circuit circuit, RecentUses uses, Revocations revocations) {
        this.circuit = circuit;
        this.uses = uses;
        this.revocations = revocations;
    }

    /** Measures each subscription until it completes or fails. */
    <T> Mono<T> timed(Operation operation, Mono<T> work) {
        @Nullable Timer timer = timers.get(operation);
        if (timer == null) {
            return work;
        }
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return work.doOnTerminate(() -> timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
        });
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var made = new EnumMap<Operation, Timer>(Operation.class);
        for (Operation operation : Operation.values()) {
            made.put(
                    operation,
                    Timer.builder("sluice.session.store.duration")
                            .description("Operations of the session store: lookup of a last use, write of one, poll of"
                                    + " revocations, count of a rate limit; and how long each took")
                            .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        timers = made;
        FunctionCounter.builder("sluice.session.store.failures", circuit, Circuit::failures)
                .description("Operations of the session store that failed or timed out")
                .register(registry);
        Gauge.builder("sluice.session.store.away", circuit, it -> it.isClosed() ? 0 : 1)
                .description("1 while the circuit to the session store is open, else 0")
                .register(registry);
        Gauge.builder("sluice.session.store.pending", uses, RecentUses::pending)
                .description("Sessions whose last use is not written yet")
                .register(registry);
        FunctionCounter.builder("sluice.session.store.dropped", uses, RecentUses::dropped)
                .description("Last uses that were given up before they were written, because too many were pending")
                .register(registry);
        Gauge.builder("sluice.session.revocations", revocations, Revocations::size)
                .description("Revocations of sessions that are in force")
                .register(registry);
    }
}

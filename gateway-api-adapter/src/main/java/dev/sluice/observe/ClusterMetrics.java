package dev.sluice.observe;

import dev.sluice.cluster.Leadership;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Shows whether this replica leads, and whether the API server still reports changes to it.
 *
 * @param leadership of a replica that never leads, one that says so
 * @param kinds that may be watched
 * @param silence how long nothing was heard of a kind; empty: it is not watched
 * @param waiting how many objects are not read, since the heap has no room for them
 */
public record ClusterMetrics(
        Leadership leadership, List<String> kinds, Function<String, Optional<Duration>> silence, IntSupplier waiting)
        implements MeterBinder {

    public ClusterMetrics {
        kinds = List.copyOf(kinds);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("sluice.leader", () -> leadership.leads() ? 1 : 0)
                .description("1 on the replica that writes status and infrastructure, else 0; the sum should be 1")
                .register(registry);
        Gauge.builder("sluice.objects.waiting", waiting::getAsInt)
                .description("Objects that are not read, since the heap has no room for them")
                .register(registry);
        for (String kind : kinds) {
            Gauge.builder("sluice.watch.age", () -> seconds(kind))
                    .description("Time since the API server last sent an event or a bookmark of a kind,"
                            + " which it does every minute; NaN where the kind is not watched")
                    .baseUnit("seconds")
                    .tag("kind", kind)
                    .register(registry);
        }
    }

    private double seconds(String kind) {
        return silence.apply(kind).map(it -> it.toMillis() / 1000.0).orElse(Double.NaN);
    }
}

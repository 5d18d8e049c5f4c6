package dev.sluice.store;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.GeneratedSection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** {@code docs/metrics.md} names every meter of the session store. */
final class StoreMetricsReferenceTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StoreMetrics metrics =
            new StoreMetrics(new Circuit(InstantSource.system()), new RecentUses(1, (_, _) -> true), new Revocations());

    @Test
    void pageNamesEveryMeter() throws IOException {
        metrics.bindTo(registry);

        var rows = new TreeMap<String, String>();
        registry.getMeters().stream()
                .map(Meter::getId)
                .sorted(Comparator.comparing(Meter.Id::getName))
                .forEach(it -> rows.put(it.getName(), row(it)));
        GeneratedSection.of("metrics", StoreMetricsReferenceTest.class)
                .assertHolds("\n| Meter | In Prometheus | Type | Tags | Meaning |\n|---|---|---|---|---|\n"
                        + String.join("", rows.values()));
    }

    @Test
    void anOperationIsMeasuredByItsName() {
        Mono<String> lookup = Mono.just("found");
        assertThat(metrics.timed(StoreMetrics.Operation.LOOKUP, lookup)).isSameAs(lookup);
        metrics.bindTo(registry);

        metrics.timed(StoreMetrics.Operation.LOOKUP, lookup).block();
        metrics.timed(StoreMetrics.Operation.LOOKUP, Mono.error(new IOException("gone")))
                .onErrorComplete()
                .block();

        assertThat(registry.get("sluice.session.store.duration")
                        .tag("operation", "lookup")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    private static String row(Meter.Id meter) {
        String unit = meter.getType() == Meter.Type.TIMER ? "seconds" : meter.getBaseUnit();
        var name = new PrometheusNamingConvention().name(meter.getName(), meter.getType(), unit);
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        meter.getName(),
                        meter.getType() == Meter.Type.COUNTER ? name + "_total" : name,
                        meter.getType().name().toLowerCase(Locale.ROOT),
                        meter.getTags().stream()
                                .map(tag -> "`" + tag.getKey() + "`")
                                .collect(joining(", ")),
                        Objects.requireNonNull(meter.getDescription(), meter.getName()));
    }
}

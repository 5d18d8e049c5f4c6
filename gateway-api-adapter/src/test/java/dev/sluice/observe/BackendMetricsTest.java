package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.graph.Graph;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.resource.ClusterState;
import dev.sluice.upstream.UpstreamView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackendMetricsTest {

    private static final int MAX_SERIES = 200;
    private static final BackendId SHOP = new BackendId("ns", "shop", 80);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private PipelineState state = PipelineState.NOTHING;
    private final BackendMetrics metrics = new BackendMetrics(
            registry,
            () -> state,
            () -> List.of(
                    new UpstreamView(SHOP, 5, 2, 1, 4, 3, 1),
                    new UpstreamView(SHOP.showingFor("ns/gw"), 1, 1, 0, 0, 3, 0)),
            new RefusedSeries(registry),
            MAX_SERIES);

    private void serve(BackendId... backends) {
        List<Backend> all = Stream.of(backends)
                .map(id -> new Backend(id, BackendProtocol.HTTP, List.of(), List.of()))
                .toList();
        state = new PipelineState(
                ClusterState.EMPTY,
                Graph.EMPTY,
                new GatewayConfig(1, List.of(), all),
                state.served(),
                List.of(),
                List.of(),
                null);
        metrics.accepted(new AcceptedChange(1, List.of(), Duration.ZERO));
    }

    private double count(String backend, String status) {
        var counter = registry.find(BackendMetrics.RESPONSES)
                .tags("backend", backend, "status", status)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private double now(String meter, String value) {
        return registry.get(meter)
                .tags("backend", "ns/shop:80", "state", value)
                .gauge()
                .value();
    }

    @Test
    void anAttemptIsTimedByBackendAndCountedByStatus() {
        metrics.attempted(SHOP, 200, TimeUnit.MILLISECONDS.toNanos(7));
        metrics.attempted(SHOP, 503, 1);
        metrics.attempted(SHOP, 0, 1);

        var timer = registry.get(BackendMetrics.DURATION)
                .tag("backend", "ns/shop:80")
                .timer();
        assertThat(timer.count()).isEqualTo(3);
        assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(7);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSize(Buckets.LIMITS.length);
        assertThat(count("ns/shop:80", "2xx")).isEqualTo(1);
        assertThat(count("ns/shop:80", "5xx")).isEqualTo(1);
        assertThat(count("ns/shop:80", "none")).isEqualTo(1);
    }

    @Test
    void noNumberOfBackendsMakesMoreSeriesThanAreAllowed() {
        for (int i = 0; i < 50; i++) {
            metrics.attempted(new BackendId("ns", "b" + i, 80), 200, 1);
        }

        assertThat(registry.find(BackendMetrics.DURATION).timers()).hasSize(MAX_SERIES / Buckets.SERIES + 1);
        assertThat(count(RequestMetrics.OTHER, "2xx")).isEqualTo(50 - MAX_SERIES / Buckets.SERIES);
        assertThat(registry.get("sluice.metrics.refused").counter().count()).isPositive();
    }

    @Test
    void aBackendShowsWhatItDoesNow() {
        serve(SHOP);

        assertThat(now("sluice.upstream.connections", "active")).isEqualTo(3);
        assertThat(now("sluice.upstream.connections", "idle")).isEqualTo(3);
        assertThat(now("sluice.upstream.requests", "running")).isEqualTo(3);
        assertThat(now("sluice.upstream.requests", "pending")).isEqualTo(1);
        assertThat(now("sluice.upstream.endpoints", "ejected")).isEqualTo(1);
        assertThat(now("sluice.upstream.endpoints", "healthy")).isEqualTo(5);
    }

    @Test
    void theSeriesOfABackendThatIsGoneAreGivenUp() {
        serve(SHOP);
        metrics.attempted(SHOP, 200, 1);
        serve(new BackendId("ns", "cart", 80));

        assertThat(registry.find(BackendMetrics.DURATION).timers()).isEmpty();
        assertThat(registry.find(BackendMetrics.RESPONSES).counters()).isEmpty();
        assertThat(registry.find("sluice.upstream.endpoints")
                        .tag("backend", "ns/shop:80")
                        .gauges())
                .isEmpty();
    }
}

package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** A law of two halves: an endpoint in use has a count and a sum of its own, and there are at most so many. */
class EndpointMetricsTest {

    private static final int MAX_SERIES = 10;
    private static final BackendId SHOP = new BackendId("ns", "shop", 80);
    private static final BackendId DNS = new BackendId("ns", "dns", 53, BackendId.Use.DATAGRAM);
    private static final Endpoint A = new Endpoint("10.0.0.1", 80, "a");
    private static final Endpoint B = new Endpoint("10.0.0.2", 80, "b");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopResources loops = LoopResources.create("endpoints", 1, true);
    private final Upstreams upstreams =
            new Upstreams(UpstreamSettings.DEFAULTS, loops, TlsLibrary.AUTO, AddressGuard.NONE);
    private final EndpointMetrics metrics =
            new EndpointMetrics(registry, upstreams::all, new RefusedSeries(registry), MAX_SERIES);

    @AfterEach
    void close() {
        upstreams.close();
        loops.dispose();
    }

    private void serve(Backend... backends) {
        upstreams.update(List.of(backends));
        upstreams.retain(List.of(backends));
        metrics.accepted(new AcceptedChange(1, List.of(), Duration.ZERO));
    }

    private static Backend backend(BackendId id, Endpoint... ready) {
        return new Backend(id, BackendProtocol.HTTP, List.of(ready), List.of());
    }

    private @Nullable FunctionTimer timer(String address) {
        return registry.find(EndpointMetrics.DURATION)
                .tags("backend", "ns/shop:80", "endpoint", address)
                .functionTimer();
    }

    private double count(String address) {
        return Objects.requireNonNull(timer(address)).count();
    }

    private int series() {
        return registry.find(EndpointMetrics.DURATION).functionTimers().size();
    }

    private double refused() {
        return registry.get("sluice.metrics.refused").counter().count();
    }

    @Test
    void responsesAreCountedAndTimedByEndpoint() {
        serve(backend(SHOP, A, B));
        upstreams.get(SHOP).responded(A, TimeUnit.MILLISECONDS.toNanos(4));
        upstreams.get(SHOP).responded(A, TimeUnit.MILLISECONDS.toNanos(2));

        assertThat(count("10.0.0.1:80")).isEqualTo(2);
        assertThat(Objects.requireNonNull(timer("10.0.0.1:80")).totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(6);
        assertThat(count("10.0.0.2:80")).isZero();
    }

    @Test
    void seriesOfAnEndpointThatIsGoneAreGivenUp() {
        serve(backend(SHOP, A, B));
        serve(backend(SHOP, B));
        assertThat(timer("10.0.0.1:80")).isNull();
        assertThat(series()).isEqualTo(1);

        serve();
        assertThat(series()).isZero();
    }

    @Test
    void anotherPodAtTheSameAddressBeginsAtZero() {
        serve(backend(SHOP, A));
        upstreams.get(SHOP).responded(A, 1);
        var next = new Endpoint(A.host(), A.port(), "c");
        serve(backend(SHOP, next));
        assertThat(count("10.0.0.1:80")).isZero();

        upstreams.get(SHOP).responded(next, 1);
        upstreams.get(SHOP).responded(A, 1);
        assertThat(count("10.0.0.1:80")).isEqualTo(1);
    }

    @Test
    void connectionsOfTwoGatewaysAreSummed() {
        BackendId shown = SHOP.showingFor("ns/gw");
        serve(backend(SHOP, A), backend(shown, A));
        upstreams.get(SHOP).responded(A, 1);
        upstreams.get(shown).responded(A, 1);

        assertThat(count("10.0.0.1:80")).isEqualTo(2);
    }

    @Test
    void noNumberOfEndpointsMakesMoreSeriesThanAreAllowed() {
        serve(backend(
                SHOP,
                IntStream.range(0, 50)
                        .mapToObj(number -> new Endpoint("10.0.1." + number, 80))
                        .toArray(Endpoint[]::new)));
        assertThat(series()).isEqualTo(MAX_SERIES / 2);
        assertThat(refused()).isEqualTo(50 - MAX_SERIES / 2.0);

        serve(backend(SHOP, A));
        assertThat(series()).isEqualTo(1);
    }

    @Test
    void aChangeOfOtherThingsLeavesSeriesAlone() {
        serve(backend(SHOP, A));
        var before = timer("10.0.0.1:80");
        serve(backend(SHOP, A), backend(new BackendId("ns", "cart", 80), B));

        assertThat(timer("10.0.0.1:80")).isSameAs(before);
    }

    @Test
    void datagramsHaveNoResponses() {
        serve(new Backend(DNS, BackendProtocol.DATAGRAM, List.of(A), List.of()));

        assertThat(series()).isZero();
    }
}

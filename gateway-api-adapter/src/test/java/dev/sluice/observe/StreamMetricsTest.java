package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {

    private static final String OPEN = "sluice.streams.open";
    private static final Set<PortId> PORTS = Set.of(Streams.TLS, Streams.DNS);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StreamMetrics metrics = new StreamMetrics(registry, 6);

    private double count(String name, String direction) {
        return registry.get(name).tag("direction", direction).counter().count();
    }

    @Nested
    class Open {

        @Test
        void areThoseThatBeganAndHaveNotEnded() {
            metrics.began(Streams.TLS, StreamKind.TLS_PASSTHROUGH);
            metrics.began(Streams.TLS, StreamKind.TLS_PASSTHROUGH);
            metrics.ended(Streams.connection("db", StreamEnd.DONE, null));

            assertThat(registry.get(OPEN)
                            .tags("gateway", "shop/gw", "port", "443", "protocol", "tls-passthrough")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }

        @Test
        void portsOfBothProtocolsAreTwo() {
            metrics.began(Streams.port(IpProtocol.TCP, 53), StreamKind.TCP);
            metrics.began(Streams.port(IpProtocol.UDP, 53), StreamKind.UDP);

            assertThat(registry.get(OPEN).tag("port", "53").gauges())
                    .hasSize(2)
                    .allSatisfy(it -> assertThat(it.value()).isEqualTo(1));
        }

        @Test
        void portsThatAreGoneKeepTheirSeriesUntilTheLastConnectionEnds() {
            metrics.began(Streams.TLS, StreamKind.TLS_PASSTHROUGH);

            metrics.retain(Set.of(), Set.of());
            assertThat(registry.find(OPEN).gauge()).isNotNull();

            metrics.ended(Streams.connection("db", StreamEnd.DRAINED, null));
            metrics.retain(Set.of(), Set.of());
            assertThat(registry.find(OPEN).gauge()).isNull();
        }

        @Test
        void portsThatAreServedKeepTheirSeriesWithNothingOpen() {
            metrics.began(Streams.TLS, StreamKind.TLS_PASSTHROUGH);
            metrics.ended(Streams.connection("db", StreamEnd.DONE, null));

            metrics.retain(Set.of(), PORTS);

            assertThat(registry.get(OPEN).gauge().value()).isZero();
        }
    }

    @Nested
    class Ended {

        @Test
        void isTimedByRouteAndEnd() {
            metrics.ended(Streams.connection("db", StreamEnd.BACKEND_GONE, "reset"));

            var timer = registry.get("sluice.stream.duration")
                    .tags("gateway", "shop/gw", "listener", "tls", "route", "TLSRoute shop/db")
                    .tags("protocol", "tls-passthrough", "end", "backend-gone")
                    .timer();
            assertThat(timer.count()).isEqualTo(1);
            assertThat(timer.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(1500);
        }

        @Test
        void octetsAreCountedByDirection() {
            metrics.ended(Streams.connection("db", StreamEnd.DONE, null));
            metrics.ended(Streams.connection("db", StreamEnd.IDLE, null));

            assertThat(count("sluice.stream.octets", "from-client")).isEqualTo(20);
            assertThat(count("sluice.stream.octets", "to-client")).isEqualTo(40);
            assertThat(registry.find("sluice.stream.datagrams").counters()).isEmpty();
        }

        @Test
        void datagramsAreCountedOfFlows() {
            metrics.ended(Streams.flow("dns"));

            assertThat(count("sluice.stream.datagrams", "from-client")).isEqualTo(2);
            assertThat(count("sluice.stream.datagrams", "to-client")).isEqualTo(1);
            assertThat(count("sluice.stream.octets", "from-client")).isEqualTo(60);
        }

        @Test
        void withoutARouteItsLabelIsEmpty() {
            metrics.ended(Streams.flow(null));

            assertThat(registry.get("sluice.stream.duration")
                            .tag("route", "")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void routesBeyondTheBoundAreOneSeries() {
        for (String route : new String[] {"a", "b", "c", "d", "e"}) {
            metrics.ended(Streams.connection(route, StreamEnd.DONE, null));
        }

        assertThat(registry.find("sluice.stream.duration").timers()).hasSize(3);
        assertThat(registry.get("sluice.stream.duration")
                        .tag("route", "_other")
                        .timer()
                        .count())
                .isEqualTo(3);
        assertThat(registry.find("sluice.stream.octets").counters()).hasSize(8);
        assertThat(registry.get("sluice.stream.octets")
                        .tags("route", "_other", "direction", "to-client")
                        .counter()
                        .count())
                .isEqualTo(40);
    }

    @Test
    void seriesOfRoutesThatAreGoneAreGivenUp() {
        var roomy = new StreamMetrics(registry, 100);
        roomy.ended(Streams.connection("gone", StreamEnd.DONE, null));
        roomy.ended(Streams.flow("dns"));
        roomy.ended(Streams.flow(null));

        roomy.retain(Set.of("UDPRoute shop/dns"), PORTS);

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(id -> id.getTag("route"))
                .containsOnly("UDPRoute shop/dns", "");
    }
}

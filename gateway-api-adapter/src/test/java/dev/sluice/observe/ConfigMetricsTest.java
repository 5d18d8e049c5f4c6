package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.Graph;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served;
import dev.sluice.resource.ClusterState;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.tls.TestCertificates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConfigMetricsTest {

    private static final String EXPIRY = "sluice.certificate.expiry";
    private static final AcceptedChange CHANGE = new AcceptedChange(3, List.of(), Duration.ofMillis(12));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private PipelineState state = PipelineState.NOTHING;
    private long version;
    private final ConfigMetrics metrics =
            new ConfigMetrics(registry, () -> state, _ -> 3, (routes, ports) -> names = new Names(routes, ports));

    private Names names = new Names(Set.of(), Set.of());

    private record Names(Set<String> routes, Set<PortId> ports) {}

    private PipelineState serving(List<Certificate> certificates, Problem... problems) {
        Listener listener = new Listener(new ListenerId("ns", "gw", "https"), Hostname.ANY, certificates, List.of());
        ListenerSocket socket = new ListenerSocket(
                new PortId("ns", "gw", 443),
                List.of(new BindAddress("0.0.0.0", 8443)),
                SocketProtocol.TLS,
                List.of(listener));
        return new PipelineState(
                ClusterState.EMPTY,
                Graph.EMPTY,
                new GatewayConfig(++version, List.of(socket), List.of()),
                new Served(3, Map.of()),
                List.of(),
                List.of(problems),
                null);
    }

    private static Problem problem(Severity severity) {
        return new Problem(severity, null, null, null, "cause", "remedy");
    }

    @Test
    void problemsAreCountedBySeverity() {
        state = serving(List.of(), problem(Severity.ERROR), problem(Severity.WARNING), problem(Severity.ERROR));

        assertThat(registry.get("sluice.problems")
                        .tag("severity", "error")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("sluice.problems")
                        .tag("severity", "warning")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void theVersionIsTheOneThatIsServed() {
        state = serving(List.of());

        assertThat(registry.get("sluice.config.version").gauge().value()).isEqualTo(3);
    }

    @Test
    void changesAreTimedAndFailuresCounted() {
        metrics.accepted(CHANGE);
        metrics.failed("translate", new IllegalStateException("planted"));

        assertThat(registry.get("sluice.config.changes").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(12);
        assertThat(registry.get("sluice.config.failures").counter().count()).isEqualTo(1);
    }

    @Test
    void theEndOfEachReadableCertificateIsASeries() {
        var bundle = TestCertificates.bundle("shop", "shop.example.com");
        state = serving(List.of(
                new Certificate("Secret ns/shop", bundle.getCertificatePathPEM(), "key"),
                new Certificate("Secret ns/broken", "no certificate", "key")));
        metrics.accepted(CHANGE);

        Gauge gauge = registry.get(EXPIRY).gauge();
        assertThat(registry.find(EXPIRY).gauges()).hasSize(1);
        assertThat(gauge.getId().getTag("certificate")).isEqualTo("Secret ns/shop");
        assertThat(gauge.value()).isEqualTo((double)
                bundle.getCertificate().getNotAfter().toInstant().getEpochSecond());

        state = serving(List.of());
        metrics.accepted(CHANGE);
        assertThat(registry.find(EXPIRY).gauges()).isEmpty();
    }

    @Test
    void portsThatThereAreAreNamed() {
        state = serving(List.of());
        metrics.accepted(CHANGE);

        assertThat(names).isEqualTo(new Names(Set.of(), Set.of(new PortId("ns", "gw", 443))));
    }

    @Test
    void connectionsAreCountedByPortAndRoutesByGateway() {
        state = serving(List.of());
        metrics.accepted(CHANGE);

        assertThat(registry.get("sluice.connections.open")
                        .tags("gateway", "ns/gw", "port", "443")
                        .gauge()
                        .value())
                .isEqualTo(3);
        assertThat(registry.find("sluice.routes").gauges()).isEmpty();
    }
}

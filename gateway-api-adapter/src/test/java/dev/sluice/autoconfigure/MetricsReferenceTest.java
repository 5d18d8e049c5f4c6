package dev.sluice.autoconfigure;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.cluster.Clients;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.observe.BackendMetrics;
import dev.sluice.observe.MeshMetrics;
import dev.sluice.observe.RequestMetrics;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.SpanMetrics;
import dev.sluice.observe.StreamMetrics;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.GeneratedSection;
import dev.sluice.trace.SpanOutcome;
import io.fabric8.kubernetes.client.Config;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@code docs/metrics.md} names every meter that a running application registers. */
final class MetricsReferenceTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TLS =
            Path.of("src", "test", "resources", "golden", "httproute", "httproute-https-listener");
    private static final Pattern NAME = Pattern.compile("\"(sluice\\.[a-z.]+)\"");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    private static ReactiveWebApplicationContextRunner runner() {
        return new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "sluice.listen.address=127.0.0.1",
                        "sluice.listen.privileged-port-offset=" + FreePorts.offset(443));
    }

    @Test
    void pageNamesEveryMeterOfARunningApplication(@TempDir Path folder) throws IOException {
        var meters = new ArrayList<Meter.Id>();
        Files.copy(TLS.resolve("input.yaml"), folder.resolve("shop.yaml"));
        runner().withPropertyValues("sluice.source.folders[0]=" + folder).run(context -> {
            var registry = context.getBean(MeterRegistry.class);
            // Observers hear of a configuration just after it is served.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> registry.find("sluice.certificate.expiry").meter() != null);
            context.getBean(RequestMetrics.class).finished(refused());
            context.getBean(BackendMetrics.class).attempted(new BackendId("shop", "web", 8080), 200, 1);
            context.getBean(SpanMetrics.class).ended(new BackendId("shop", "otel", 4317), SpanOutcome.SENT, 1);
            meters.addAll(ours(registry));
        });
        meters.addAll(ofACluster());
        meters.addAll(ofANodeAgent());
        meters.addAll(ofStreams());

        GeneratedSection.of("metrics", MetricsReferenceTest.class).assertHolds(table(meters));
        assertThat(meters)
                .extracting(Meter.Id::getName)
                .filteredOn(name -> name.startsWith("sluice."))
                .as("a name in the sources that no meter has is one that this test does not reach")
                .containsAll(namesInTheSources());
    }

    /** Those that a folder does not have. */
    private static List<Meter.Id> ofACluster() throws IOException {
        var meters = new ArrayList<Meter.Id>();
        try (var server = new FakeApiServer()) {
            runner().withBean("apiServer", Config.class, () -> Clients.config(server))
                    .withPropertyValues("sluice.kubernetes.enabled=true", "sluice.kubernetes.pod-name=here")
                    .run(context -> ours(context.getBean(MeterRegistry.class)).stream()
                            .filter(it -> it.getName().matches("sluice\\.(status|leader|watch|objects).*"))
                            .forEach(meters::add));
        }
        return meters;
    }

    private static List<Meter.Id> ofANodeAgent() {
        var registry = new SimpleMeterRegistry();
        var service = new PortId(new ParentId(ParentId.Kind.SERVICE, "shop", "web"), 80);
        new MeshMetrics(registry, 200).finished(new RequestRecord(refused().head(), service, "app"));
        return ours(registry);
    }

    private static List<Meter.Id> ofStreams() {
        var registry = new SimpleMeterRegistry();
        var metrics = new StreamMetrics(registry, 200);
        var port = new PortId(new ParentId(ParentId.Kind.GATEWAY, "shop", "gw"), IpProtocol.UDP, 53);
        metrics.began(port, StreamKind.UDP);
        metrics.ended(new StreamRecord(
                Instant.EPOCH,
                1,
                port,
                StreamKind.UDP,
                "192.0.2.7",
                null,
                new ListenerId("shop", "gw", "dns"),
                null,
                null,
                null,
                StreamRecord.Count.NONE,
                StreamRecord.Count.NONE,
                StreamEnd.NO_ROUTE,
                null));
        return ours(registry);
    }

    private static RequestRecord refused() {
        var head = new RequestRecord.Head("GET", "/", "HTTP/1.1", "shop.example.com", null, "id", null, null, null);
        var record = new RequestRecord(head, new PortId("shop", "gw", 443), null);
        record.answeredBy(null, Answer.NO_LISTENER.reason(), null);
        record.grpcEnded(Answer.NO_LISTENER.grpcStatus());
        record.ended(Answer.NO_LISTENER.status().code());
        return record;
    }

    private static List<Meter.Id> ours(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(it -> it.getName().startsWith("sluice.") || it.getName().equals("http.server.request.duration"))
                .toList();
    }

    private static Set<String> namesInTheSources() throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                var source = Files.readString(file);
                if (source.contains("import io.micrometer.core.instrument.")) {
                    NAME.matcher(source).results().forEach(it -> names.add(it.group(1)));
                }
            }
        }
        return names;
    }

    private static String table(List<Meter.Id> meters) {
        var rows = new TreeMap<String, String>();
        meters.stream().sorted(Comparator.comparing(Meter.Id::getName)).forEach(it -> rows.put(it.getName(), row(it)));
        return "\n| Meter | In Prometheus | Type | Unit | Tags | Meaning |\n|---|---|---|---|---|---|\n"
                + String.join("", rows.values());
    }

    private static String row(Meter.Id meter) {
        String unit = meter.getType() == Meter.Type.TIMER ? "seconds" : meter.getBaseUnit();
        return "| `%s` | `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        meter.getName(),
                        inPrometheus(meter, unit),
                        meter.getType().name().toLowerCase(Locale.ROOT),
                        Objects.requireNonNullElse(unit, ""),
                        meter.getTags().stream()
                                .map(tag -> "`" + tag.getKey() + "`")
                                .collect(joining(", ")),
                        Objects.requireNonNull(meter.getDescription(), meter.getName()));
    }

    /** The exposition format ends the names of counters with {@code _total}. */
    private static String inPrometheus(Meter.Id meter, @Nullable String unit) {
        var name = new PrometheusNamingConvention().name(meter.getName(), meter.getType(), unit);
        return meter.getType() == Meter.Type.COUNTER ? name + "_total" : name;
    }
}

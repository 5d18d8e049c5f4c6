package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.tracing.GatewayTracing;
import dev.sluice.config.tracing.GatewayTracing.Export;
import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.config.tracing.SpanAttribute;
import dev.sluice.config.tracing.SpanSampling;
import dev.sluice.config.tracing.SpanSampling.Parents;
import dev.sluice.config.tracing.SpanSampling.Share;
import dev.sluice.testkit.FreePorts;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A policy sends the spans of its Gateway to a collector of its own. The application samples all and exports too. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class CollectorTracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-0";
    private static final SpanSampling ALL = sampling(1, 1);

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings({"NullAway.Init", "unused"})
    private LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(lane, "--team.spans=true", "--management.tracing.sampling.probability=1");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void forget() {
        serve(null, 0);
        ofApplication();
        gateway.context.getBean(InMemorySpanExporter.class).reset();
    }

    private static SpanSampling sampling(int numerator, int denominator) {
        return new SpanSampling(new Share(numerator, denominator), Parents.BY_DEFAULT, Share.ALL);
    }

    private static Export export(OtlpProtocol protocol, SpanSampling sampling, SpanAttribute... attributes) {
        return new Export(
                new BackendId(
                        "monitoring",
                        "otel",
                        4317,
                        protocol == OtlpProtocol.GRPC ? BackendId.Use.GRPC : BackendId.Use.HTTP),
                protocol,
                List.of(new ExportHeader("X-Tenant", "shop")),
                sampling,
                "edge",
                "a request",
                List.of(attributes));
    }

    private static void serve(@Nullable GatewayTracing tracing, int collectorPort) {
        GatewayConfig plain = Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/"));
        ListenerSocket socket = plain.sockets().getFirst();
        var backends = new ArrayList<>(plain.backends());
        if (tracing instanceof Export export) {
            backends.add(new Backend(
                    export.collector(),
                    export.protocol() == OtlpProtocol.HTTP ? BackendProtocol.HTTP : BackendProtocol.H2C,
                    List.of(new Endpoint("127.0.0.1", collectorPort)),
                    List.of()));
        }
        gateway.apply(new GatewayConfig(
                1,
                List.of(new ListenerSocket(
                        socket.id(), socket.addresses(), socket.protocol(), socket.listeners(), tracing)),
                backends));
    }

    private static String send(String... headers) {
        return gateway.send(
                        HttpMethod.GET,
                        gateway.dataPort,
                        "/shop?card=4711",
                        headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]),
                        "")
                .body();
    }

    private static List<Span> await(OtlpCollector collector, int number) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> collector.requests().size() >= number);
        return collector.requests();
    }

    /** Sends a request that is sampled in any case: what came before it is sent before it. */
    private static List<Span> all(OtlpCollector collector) {
        serve(export(OtlpProtocol.GRPC, ALL, new SpanAttribute.Literal("last", "yes")), collector.port);
        send();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> collector.requests().stream().anyMatch(CollectorTracingTest::isLast));
        return collector.requests().stream().filter(span -> !isLast(span)).toList();
    }

    private static boolean isLast(Span span) {
        return OtlpCollector.attributes(span.getAttributesList()).containsKey("last");
    }

    private static List<SpanData> ofApplication() {
        gateway.context.getBean(BatchSpanProcessor.class).forceFlush().join(5, TimeUnit.SECONDS);
        return gateway.context.getBean(InMemorySpanExporter.class).getFinishedSpanItems().stream()
                .filter(span -> span.getInstrumentationScopeInfo().getName().equals("dev.sluice"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestIsASpanAtItsCollector(OtlpProtocol protocol) {
        try (var collector = new OtlpCollector(protocol, 0)) {
            serve(
                    export(
                            protocol,
                            ALL,
                            new SpanAttribute.Literal("env", "#{1+1}"),
                            new SpanAttribute.Header("user", "x-user"),
                            new SpanAttribute.Header("server", "x-backend"),
                            new SpanAttribute.Header("none", "x-none"),
                            new SpanAttribute.Standard("code", "http.response.status_code"),
                            new SpanAttribute.Standard("query", "url.query"),
                            new SpanAttribute.Standard("users", "http.request.header.x-user")),
                    collector.port);
            for (int i = 0; i < 20; i++) {
                send("x-user", "ann");
            }

            List<Span> requests = await(collector, 20);
            assertThat(requests).hasSize(20).extracting(Span::getName).containsOnly("a request");
            assertThat(collector.spans())
                    .hasSize(40)
                    .allSatisfy(span -> assertThat(OtlpCollector.attributes(span.getAttributesList()))
                            .containsEntry("env", "#{1+1}")
                            .containsEntry("user", "ann")
                            .containsEntry("server", "echo")
                            .containsEntry("code", "200")
                            .containsEntry("query", "card=4711")
                            .containsEntry("users", "[ann]")
                            .doesNotContainKey("none"));
            assertThat(collector.tenants).isNotEmpty().containsOnly("shop");
            assertThat(OtlpCollector.attributes(
                            collector.resources().getFirst().getResource().getAttributesList()))
                    .containsEntry("service.name", "edge");
            assertThat(ofApplication()).isEmpty();
        }
    }

    @Test
    void noneIsSentWhereTheShareIsNothing() {
        try (var collector = new OtlpCollector(OtlpProtocol.GRPC, 0)) {
            serve(export(OtlpProtocol.GRPC, sampling(0, 1)), collector.port);

            assertThat(send("traceparent", PARENT + "1")).containsPattern("traceparent: 00-" + TRACE + "-.*-00");
            assertThat(all(collector)).isEmpty();
            assertThat(ofApplication()).isEmpty();
        }
    }

    @Test
    void theShareOfTheRequestsIsSent() {
        try (var collector = new OtlpCollector(OtlpProtocol.GRPC, 0)) {
            serve(export(OtlpProtocol.GRPC, sampling(1, 4)), collector.port);
            for (int i = 0; i < 400; i++) {
                send();
            }

            assertThat(all(collector)).hasSizeBetween(50, 160);
        }
    }

    @Test
    void aClientDecidesWhereThePolicySaysSo() {
        try (var collector = new OtlpCollector(OtlpProtocol.GRPC, 0)) {
            serve(
                    export(OtlpProtocol.GRPC, new SpanSampling(new Share(0, 1), Parents.RESPECT, new Share(1, 2))),
                    collector.port);
            for (int i = 0; i < 200; i++) {
                send("traceparent", PARENT + "1");
                send("traceparent", PARENT + "0");
            }

            assertThat(all(collector)).hasSizeBetween(60, 140);
        }
    }

    @Test
    void aRequestIsNotTracedWhereThePolicySaysSo() {
        serve(new GatewayTracing.Off(), 0);

        assertThat(send("traceparent", PARENT + "1")).contains("traceparent: " + PARENT + "1");
        assertThat(ofApplication()).isEmpty();
    }

    @Test
    void withoutAPolicyTheApplicationGetsTheSpans() {
        try (var collector = new OtlpCollector(OtlpProtocol.GRPC, 0)) {
            serve(export(OtlpProtocol.GRPC, ALL), collector.port);
            send();
            serve(null, 0);
            assertThat(await(collector, 1)).hasSize(1);

            send();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ofApplication()).hasSize(2));
            assertThat(collector.requests()).hasSize(1);
        }
    }

    @Test
    void requestsAreServedWhileACollectorIsAway() {
        int port = FreePorts.next();
        serve(export(OtlpProtocol.HTTP, ALL), port);
        assertThat(send()).startsWith("GET /shop");

        try (var collector = new OtlpCollector(OtlpProtocol.HTTP, port)) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                send();
                return !collector.requests().isEmpty();
            });
        }
    }
}

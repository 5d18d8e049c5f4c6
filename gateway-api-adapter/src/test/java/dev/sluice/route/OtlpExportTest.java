package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.testkit.HttpBackend;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Spans reach a collector by OTLP where an endpoint is set, and without one there is no tracing. */
class OtlpExportTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private static ExportTraceServiceRequest read(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void aCollectorGetsTheSpansOfARequest() {
        List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
        HttpBackend collector = HttpBackend.start(server -> server.route(routes -> routes.post(
                "/v1/traces",
                (request, response) -> request.receive()
                        .aggregate()
                        .asByteArray()
                        .doOnNext(body -> received.add(read(body)))
                        .then(Mono.defer(() -> response.send().then())))));
        try (DataPlaneFixture gateway = DataPlaneFixture.with(
                LaneSetting.NATIVE,
                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:" + collector.port()
                        + "/v1/traces",
                "--management.tracing.sampling.probability=1",
                "--spring.application.name=edge")) {
            gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/")));
            gateway.get("/shop");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                gateway.context.getBean(BatchSpanProcessor.class).forceFlush().join(5, TimeUnit.SECONDS);
                assertThat(spans(received)).extracting(Span::getName).contains("GET HTTPRoute test/plain", "GET");
            });
            assertThat(received.getFirst().getResourceSpans(0).getResource().toString())
                    .contains("service.name")
                    .contains("edge");
        } finally {
            collector.close();
        }
    }

    private static List<Span> spans(List<ExportTraceServiceRequest> received) {
        return received.stream()
                .flatMap(it -> it.getResourceSpansList().stream())
                .flatMap(it -> it.getScopeSpansList().stream())
                .filter(it -> it.getScope().getName().equals("dev.sluice"))
                .flatMap(it -> it.getSpansList().stream())
                .toList();
    }

    @Test
    void aBucketHasTheTraceOfASampledRequestForAnExemplar() {
        try (DataPlaneFixture gateway = DataPlaneFixture.with(
                LaneSetting.NATIVE, "--team.spans=true", "--management.tracing.sampling.probability=1")) {
            gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/")));
            gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("traceparent", PARENT), "");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(metrics(gateway))
                            .containsPattern(
                                    "sluice_request_duration_seconds_bucket.* # .*trace_id=\"" + TRACE + "\""));
        }
    }

    private static String metrics(DataPlaneFixture gateway) {
        return gateway.send(
                        HttpMethod.GET,
                        gateway.managementPort(),
                        "/actuator/prometheus",
                        Map.of("accept", "application/openmetrics-text"),
                        "")
                .body();
    }

    @Test
    void withoutACollectorHeadersPassAsTheyCame() {
        try (DataPlaneFixture gateway = DataPlaneFixture.with(LaneSetting.NATIVE)) {
            gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/")));
            var echo = gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("traceparent", PARENT), "");

            assertThat(echo.body()).contains("traceparent: " + PARENT);
        }
    }

    @Test
    void aBackendGetsTheIdOfTheRequest() {
        try (DataPlaneFixture gateway = DataPlaneFixture.with(LaneSetting.NATIVE)) {
            gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/")));

            assertThat(gateway.get("/").body()).containsPattern("x-request-id: [-0-9a-f]{36}\n");
            assertThat(idAtBackend(gateway, "shop-4711")).contains("x-request-id: shop-4711\n");
            assertThat(idAtBackend(gateway, "{\"a\":1}"))
                    .doesNotContain("{")
                    .containsPattern("x-request-id: [-0-9a-f]{36}\n");
        }
    }

    private static String idAtBackend(DataPlaneFixture gateway, String id) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("x-request-id", id), "")
                .body();
    }
}

package dev.sluice.trace.otel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.tracing.SpanAttribute;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import dev.sluice.trace.ClientSampling;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.trace.RequestTrace;
import dev.sluice.trace.SpanObserver;
import io.micrometer.tracing.Tracer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtelTracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final BackendId SHOP = new BackendId("default", "shop", 80);
    private static final OutboundRequest SENT = new OutboundRequest(HttpMethod.GET, "http", "/", SHOP, 0);

    private static final PortId PORT = new PortId("ns", "gw", 443);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    private OtelTracing tracing(float probability, ClientSampling clients) {
        return new OtelTracing(
                Tracer.NOOP,
                Resource.getDefault(),
                List.of(SimpleSpanProcessor.create(exporter)),
                probability,
                clients,
                false,
                SpanObserver.NONE);
    }

    private static RequestTrace begin(OtelTracing tracing, String traceparent) {
        return requireNonNull(tracing.begin(PORT, headers(traceparent), "http"));
    }

    private static HttpHeaders headers(String traceparent) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (!traceparent.isEmpty()) {
            headers.set("traceparent", traceparent);
        }
        return headers;
    }

    private static RequestRecord record(RequestTrace trace, String authority, int status) {
        var head = new RequestRecord.Head("GET", "/", "HTTP/2.0", authority, null, "1", null, null, null);
        var record = new RequestRecord(head, PORT, null);
        record.belongsTo(trace);
        record.ended(status);
        return record;
    }

    @ParameterizedTest
    @CsvSource({
        "IGNORE, 0, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "IGNORE, 1, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, true",
        "RESPECT, 0, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "RESPECT, 1, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, false",
        "RESPECT, 0, '', false",
        "RESPECT, 1, '', true",
        "RESPECT, 0, nonsense, false"
    })
    void samplesByTheProbabilityUnlessAClientMayDecide(
            ClientSampling clients, float probability, String traceparent, boolean sampled) {
        RequestTrace trace = begin(tracing(probability, clients), traceparent);

        assertThat(trace.spanId() != null).isEqualTo(sampled);
        if (traceparent.startsWith("00")) {
            assertThat(trace.traceId()).isEqualTo(TRACE);
        }
    }

    @Test
    void samplesAboutTheShareThatIsAskedFor() {
        OtelTracing tracing = tracing(0.25f, ClientSampling.IGNORE);
        long sampled = 0;
        for (int i = 0; i < 4000; i++) {
            // The same trace id each time: it does not decide.
            sampled += begin(tracing, SAMPLED).spanId() == null ? 0 : 1;
        }

        assertThat(sampled).isBetween(800L, 1200L);
    }

    @Test
    void aRequestThatIsNotSampledTellsItsBackendSo() {
        RequestTrace trace = begin(tracing(0, ClientSampling.IGNORE), SAMPLED);
        HttpHeaders headers = headers(SAMPLED);
        trace.writeTo(headers);

        assertThat(headers.get("traceparent"))
                .startsWith("00-" + TRACE)
                .endsWith("-00")
                .doesNotContain("00f067aa0ba902b7");
        assertThat(trace.attempt(headers, SENT)).isNull();
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    /** By which the registry of metrics finds the exemplar. */
    @Test
    void theSpanIsTheCurrentOneWhereTheRequestIsObserved() {
        var current = new AtomicReference<String>();
        OtelTracing tracing = tracing(1, ClientSampling.IGNORE);
        RequestTrace trace = begin(tracing, "");
        tracing.around(_ -> current.set(Span.current().getSpanContext().getSpanId()))
                .finished(record(trace, "a.test", 200));

        assertThat(current.get()).isEqualTo(trace.spanId());
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a.test, a.test, 443",
        "a.test:8443, a.test, 8443",
        "[::1]:8443, ::1, 8443",
        "[::1], ::1, 443",
        "a.test:x, a.test, 443",
        "'', , 443"
    })
    void theServerIsWhatTheAuthorityNames(String authority, String address, long port) {
        OtelTracing tracing = tracing(1, ClientSampling.IGNORE);
        tracing.around(_ -> {}).finished(record(begin(tracing, ""), authority, 200));

        var attributes =
                exporter.getFinishedSpanItems().getFirst().getAttributes().asMap();
        assertThat(attributes.entrySet())
                .filteredOn(entry -> entry.getKey().getKey().startsWith("server."))
                .extracting(entry -> String.valueOf(entry.getValue()))
                .containsExactlyInAnyOrderElementsOf(
                        address == null ? List.of("" + port) : List.of(address, "" + port));
        assertThat(attributes.toString()).contains("network.protocol.version=2");
    }

    @Test
    void aRequestThatWasNotAnsweredIsAnError() {
        OtelTracing tracing = tracing(1, ClientSampling.IGNORE);
        RequestTrace trace = begin(tracing, "");
        RequestRecord record = record(trace, "a.test", 0);
        record.brokeOff("client_gone");
        trace.attempt(new DefaultHttpHeaders(), SENT);
        tracing.around(_ -> {}).finished(record);

        assertThat(exporter.getFinishedSpanItems())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getAttributes().asMap().toString())
                        .contains("error.type=client_gone")
                        .doesNotContain("status_code"));
    }

    /** What policies may name is what spans have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.request.method",
                "http.request.method_original",
                "http.response.status_code",
                "user_agent.original",
                "error.type",
                "url.scheme",
                "url.path",
                "url.query",
                "url.full",
                "client.address",
                "server.address",
                "server.port",
                "network.protocol.name",
                "network.protocol.version",
                "network.transport",
                "http.request.header.user-agent"
            })
    void anAttributeThatAPolicyMayNameIsThere(String key) {
        assertThat(SpanAttribute.Standard.isKnown(key)).isTrue();
        Span span = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build()
                .get("test")
                .spanBuilder("test")
                .startSpan();
        var head = new RequestRecord.Head("BREW", "/tea?a=1", "HTTP/1.1", "a.test", null, "1", "10.0.0.1", null, null);
        var request = new RequestRecord(head, PORT, null);
        request.belongsTo(new RuleLabels("ns/gw", "http", "HTTPRoute ns/tea", 0));
        request.ended(503);
        var attributes = new RequestAttributes(span, request, "http");
        attributes.write(null, "curl", false);
        AddedAttributes.of(List.of(new SpanAttribute.Standard("mine", key)))
                .values(new DefaultHttpHeaders().set("user-agent", "curl"))
                .write(span, attributes.url());
        span.end();

        assertThat(exporter.getFinishedSpanItems()
                        .getFirst()
                        .getAttributes()
                        .asMap()
                        .keySet())
                .extracting(AttributeKey::getKey)
                .contains("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.route",
                "url.fragment",
                "gen_ai.tool.name",
                "http.request.header.",
                "sluice.gateway",
                "rpc.method"
            })
    void anAttributeThatNoSpanHasIsNotKnown(String key) {
        assertThat(SpanAttribute.Standard.isKnown(key)).isFalse();
    }
}

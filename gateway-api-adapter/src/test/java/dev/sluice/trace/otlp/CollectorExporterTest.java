package dev.sluice.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.testkit.FreePorts;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.H2cBackend;
import dev.sluice.upstream.Issuers;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.TlsSockets;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/** A batch is delivered once where the collector takes it, and dropped where it does not. */
class CollectorExporterTest {

    private static final BackendId OTEL = new BackendId("monitoring", "otel", 4318);
    private static final List<SpanData> SPANS = spans();
    private static final String TAKEN = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** First octet of every TLS connection. Source: RFC 8446, section 5.1. */
    private static final int TLS_HANDSHAKE = 22;

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(CollectorExporter.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final LoopResources loops = LoopResources.create("export-test", 1, true);
    private final Upstreams upstreams =
            new Upstreams(UpstreamSettings.DEFAULTS, loops, TlsLibrary.AUTO, AddressGuard.NONE);

    @AfterEach
    void end() {
        LOGGER.setLevel(null);
        LOGGER.detachAppender(log);
        upstreams.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    private static List<SpanData> spans() {
        var memory = InMemorySpanExporter.create();
        SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(memory))
                .build()
                .get("test")
                .spanBuilder("a span")
                .startSpan()
                .end();
        return memory.getFinishedSpanItems();
    }

    private CollectorExporter to(OtlpProtocol protocol, Endpoint... endpoints) {
        BackendProtocol spoken = protocol == OtlpProtocol.GRPC ? BackendProtocol.H2C : BackendProtocol.HTTP;
        return to(new Backend(OTEL, spoken, List.of(endpoints), List.of()), protocol);
    }

    private CollectorExporter to(Backend collector, OtlpProtocol protocol) {
        upstreams.update(List.of(collector));
        return new CollectorExporter(
                upstreams.get(OTEL),
                protocol,
                List.of(new ExportHeader("X-Tenant", "shop")),
                (id, outcome, spans) -> ends.add(id + " " + outcome.word() + " " + spans));
    }

    private void readLog() {
        log.start();
        LOGGER.addAppender(log);
        LOGGER.setLevel(Level.INFO);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static boolean isTaken(CollectorExporter exporter) {
        return exporter.export(SPANS).join(15, TimeUnit.SECONDS).isSuccess();
    }

    /** Answers every request so. */
    private static RawBackend saying(String answer) {
        return new RawBackend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                peer.reader().bodyOf(head);
                peer.write(answer);
            }
        });
    }

    @Nested
    class OverHttp {

        @Test
        void isOnePostOfProtobuf() throws IOException {
            try (RawBackend collector = saying(TAKEN)) {
                assertThat(isTaken(to(OtlpProtocol.HTTP, collector.endpoint()))).isTrue();
                assertThat(collector.heads())
                        .singleElement()
                        .asString()
                        .startsWith("POST /v1/traces HTTP/1.1")
                        .containsIgnoringCase("host: otel.monitoring:4318")
                        .containsIgnoringCase("content-type: application/x-protobuf")
                        .containsIgnoringCase("x-tenant: shop");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
                })
        void thatIsNotTakenIsDropped(String answer) throws IOException {
            try (var collector = new RawBackend(peer -> {
                String head = peer.head();
                if (!head.isEmpty()) {
                    peer.reader().bodyOf(head);
                    peer.write(answer);
                }
            })) {
                assertThat(isTaken(to(OtlpProtocol.HTTP, collector.endpoint()))).isFalse();
                assertThat(collector.heads()).hasSize(1);
            }
        }

        @Test
        void isSentToAnotherEndpointWhereOneIsAway() throws IOException {
            try (RawBackend collector = saying(TAKEN)) {
                var exporter = to(OtlpProtocol.HTTP, new Endpoint("127.0.0.1", FreePorts.next()), collector.endpoint());
                for (int i = 0; i < 10; i++) {
                    assertThat(isTaken(exporter)).isTrue();
                }
                assertThat(collector.heads()).hasSize(10);
            }
        }

        @Test
        void isSentAgainWhereAKeptConnectionIsClosed() throws IOException {
            try (var collector = new RawBackend(peer -> {
                for (int i = 0; i < 2; i++) {
                    String head = peer.head();
                    if (head.isEmpty()) {
                        return;
                    }
                    peer.reader().bodyOf(head);
                    if (i == 0) {
                        peer.write(TAKEN);
                    }
                }
            })) {
                var exporter = to(OtlpProtocol.HTTP, collector.endpoint());

                assertThat(isTaken(exporter)).isTrue();
                assertThat(isTaken(exporter)).isTrue();
                assertThat(collector.opened()).isEqualTo(2);
            }
        }

        @Test
        void isReportedOnceWhenItCannotBeSentAndOnceWhenItCan() throws IOException {
            readLog();
            var exporter = to(OtlpProtocol.HTTP, new Endpoint("127.0.0.1", FreePorts.next()));
            assertThat(isTaken(exporter)).isFalse();
            assertThat(isTaken(exporter)).isFalse();
            try (RawBackend collector = saying(TAKEN)) {
                to(OtlpProtocol.HTTP, collector.endpoint());
                assertThat(isTaken(exporter)).isTrue();
                assertThat(isTaken(exporter)).isTrue();
            }

            assertThat(ends)
                    .containsExactly(
                            "monitoring/otel:4318 failed 1",
                            "monitoring/otel:4318 failed 1",
                            "monitoring/otel:4318 sent 1",
                            "monitoring/otel:4318 sent 1");
            assertThat(lines())
                    .containsExactly(
                            "Spans for collector monitoring/otel:4318 are dropped: upstream_connect; see that it runs and takes OTLP",
                            "Collector monitoring/otel:4318 takes spans again");
        }

        @Test
        void isDroppedWhereTheGatewayHasEnded() {
            var exporter = to(OtlpProtocol.HTTP, new Endpoint("127.0.0.1", FreePorts.next()));
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();

            assertThat(isTaken(exporter)).isFalse();
            assertThat(ends).containsExactly("monitoring/otel:4318 failed 1");
            assertThat(exporter.flush().isSuccess()).isTrue();
            assertThat(exporter.shutdown().isSuccess()).isTrue();
        }
    }

    @Nested
    class OverGrpc {

        @Test
        void isTakenByAStatusInTheTrailers() throws InterruptedException {
            try (var collector = new H2cBackend(100, request -> {
                request.head(200, false, "content-type", "application/grpc");
                request.trailers("grpc-status", "0");
            })) {
                assertThat(isTaken(to(OtlpProtocol.GRPC, collector.endpoint()))).isTrue();

                var head = collector.heads().poll(5, TimeUnit.SECONDS);
                assertThat(head).isNotNull();
                assertThat(String.valueOf(head.path()))
                        .isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
                assertThat(String.valueOf(head.get("te"))).isEqualTo("trailers");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"14", "16", "nonsense"})
        void thatFailsIsDropped(String status) {
            try (var collector = new H2cBackend(
                    100,
                    request -> request.head(200, true, "content-type", "application/grpc", "grpc-status", status))) {
                assertThat(isTaken(to(OtlpProtocol.GRPC, collector.endpoint()))).isFalse();
            }
        }

        @Test
        void withoutAStatusIsDropped() {
            try (H2cBackend collector = H2cBackend.answering()) {
                assertThat(isTaken(to(OtlpProtocol.GRPC, collector.endpoint()))).isFalse();
            }
        }
    }

    /** As a BackendTLSPolicy asks for: by TLS that is verified, or not at all. */
    @Nested
    class OverTls {

        private static final String HOST = "otel.example.com";
        private static final X509Bundle CA = Issuers.root("ca");
        private static final X509Bundle OTHER = Issuers.root("other");
        private static final X509Bundle SERVER = Issuers.issued(CA, HOST);

        private static BackendTls tls(X509Bundle issuer) {
            return new BackendTls(
                    HOST, List.of(new SubjectName(SubjectName.Type.HOSTNAME, HOST)), Issuers.trust(issuer), null);
        }

        private CollectorExporter trusting(X509Bundle issuer, Endpoint endpoint) {
            return to(
                    new Backend(OTEL, BackendProtocol.HTTP, tls(issuer), List.of(endpoint), List.of()),
                    OtlpProtocol.HTTP);
        }

        private static RawBackend collector() throws IOException {
            return new RawBackend(TlsSockets.of(SERVER), peer -> {
                for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                    peer.reader().bodyOf(head);
                    peer.write(TAKEN);
                }
            });
        }

        @Test
        void isSentToACollectorThatTheIssuerSigned() throws IOException {
            try (RawBackend collector = collector()) {
                assertThat(isTaken(trusting(CA, collector.endpoint()))).isTrue();
                assertThat(collector.heads()).singleElement().asString().startsWith("POST /v1/traces HTTP/1.1");
            }
        }

        @Test
        void isDroppedWithAWordAndACountWhereAnotherIssuerSigned() throws IOException {
            readLog();
            try (RawBackend collector = collector()) {
                assertThat(isTaken(trusting(OTHER, collector.endpoint()))).isFalse();
                assertThat(collector.heads()).isEmpty();
            }
            assertThat(ends).containsExactly("monitoring/otel:4318 failed 1");
            assertThat(lines())
                    .containsExactly(
                            "Spans for collector monitoring/otel:4318 are dropped: upstream_tls; see that it runs and takes OTLP");
        }

        @ParameterizedTest
        @CsvSource({"true, sent", "false, failed"})
        void isACallOfGrpcToACollectorThatTheIssuerSigned(boolean trusted, String outcome) throws Exception {
            var calls = new AtomicInteger();
            Server collector = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .useTransportSecurity(octets(SERVER.getCertificatePathPEM()), octets(SERVER.getPrivateKeyPEM()))
                    .addService(new TraceServiceGrpc.TraceServiceImplBase() {
                        @Override
                        public void export(
                                ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
                            calls.addAndGet(request.getResourceSpansCount());
                            answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                            answer.onCompleted();
                        }
                    })
                    .build()
                    .start();
            try {
                var endpoint = new Endpoint("127.0.0.1", collector.getPort());
                var exporter = to(
                        new Backend(OTEL, BackendProtocol.H2C, tls(trusted ? CA : OTHER), List.of(endpoint), List.of()),
                        OtlpProtocol.GRPC);

                assertThat(isTaken(exporter)).isEqualTo(trusted);
                assertThat(calls).hasValue(trusted ? 1 : 0);
                assertThat(ends).containsExactly("monitoring/otel:4318 " + outcome + " 1");
            } finally {
                collector.shutdownNow();
            }
        }

        private static InputStream octets(String pem) {
            return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        }

        /** Every connection begins with a handshake, so that nothing of a span is ever readable. */
        @Test
        void isNeverSentInClearText() throws Exception {
            var first = new LinkedBlockingQueue<Integer>();
            try (var clear = new RawBackend(peer -> first.add(peer.in().read()))) {
                assertThat(isTaken(trusting(CA, clear.endpoint()))).isFalse();
                assertThat(first).isNotEmpty().allMatch(octet -> octet == TLS_HANDSHAKE);
            }
        }
    }
}

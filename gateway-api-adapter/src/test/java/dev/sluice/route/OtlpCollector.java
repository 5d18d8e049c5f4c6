package dev.sluice.route;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.testkit.HttpBackend;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** Takes spans by OTLP: by grpc-java, or by HTTP/1.1. */
final class OtlpCollector implements AutoCloseable {

    private static final String TENANT = "x-tenant";

    private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
    final List<String> tenants = new CopyOnWriteArrayList<>();
    private final Runnable end;
    final int port;

    /** @param wanted 0 for any that is free */
    OtlpCollector(OtlpProtocol protocol, int wanted) {
        switch (protocol) {
            case GRPC -> {
                Server server = grpc(wanted);
                port = server.getPort();
                end = server::shutdownNow;
            }
            case HTTP -> {
                HttpBackend server = http(wanted);
                port = server.port();
                end = server::close;
            }
            default -> throw new IllegalArgumentException(protocol.name());
        }
    }

    private Server grpc(int wanted) {
        var headers = new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                tenants.add(String.valueOf(metadata.get(Metadata.Key.of(TENANT, Metadata.ASCII_STRING_MARSHALLER))));
                return next.startCall(call, metadata);
            }
        };
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
                    .addService(new TraceServiceGrpc.TraceServiceImplBase() {
                        @Override
                        public void export(
                                ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
                            received.add(request);
                            answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                            answer.onCompleted();
                        }
                    })
                    .intercept(headers)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpBackend http(int wanted) {
        return HttpBackend.start(
                wanted,
                server -> server.route(routes -> routes.post("/v1/traces", (request, response) -> {
                    tenants.add(String.valueOf(request.requestHeaders().get(TENANT)));
                    return request.receive()
                            .aggregate()
                            .asByteArray()
                            .doOnNext(body -> received.add(read(body)))
                            .then(Mono.defer(() -> response.send().then()));
                })));
    }

    private static ExportTraceServiceRequest read(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    List<Span> spans() {
        return resources().stream()
                .flatMap(it -> it.getScopeSpansList().stream())
                .flatMap(it -> it.getSpansList().stream())
                .toList();
    }

    /** Those of requests. */
    List<Span> requests() {
        return spans().stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .toList();
    }

    List<ResourceSpans> resources() {
        return received.stream()
                .flatMap(it -> it.getResourceSpansList().stream())
                .toList();
    }

    static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(toMap(KeyValue::getKey, it -> switch (it.getValue()
                .getValueCase()) {
            case STRING_VALUE -> it.getValue().getStringValue();
            case INT_VALUE -> String.valueOf(it.getValue().getIntValue());
            default ->
                it.getValue().getArrayValue().getValuesList().stream()
                        .map(item -> item.getStringValue())
                        .toList()
                        .toString();
        }));
    }

    @Override
    public void close() {
        end.run();
    }
}

package dev.sluice.trace.otlp;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/** The request of an export. Source: OpenTelemetry Protocol, "OTLP/gRPC" and "OTLP/HTTP". */
record ExportFormat(BackendId collector, OtlpProtocol protocol, List<ExportHeader> added) {

    /** Default of OTLP's exporters. */
    static final long TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private static final String CALL = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static final String PATH = "/v1/traces";

    /** Before a message of gRPC: whether it is compressed, and its length. */
    private static final int PREFIX = 5;

    /** @param message ExportTraceServiceRequest */
    UpstreamRequest request(EventLoop loop, byte[] message) {
        ByteBuf body = switch (protocol) {
            case GRPC ->
                Unpooled.buffer(PREFIX + message.length)
                        .writeByte(0)
                        .writeInt(message.length)
                        .writeBytes(message);
            case HTTP -> Unpooled.wrappedBuffer(message);
        };
        return new UpstreamRequest(
                loop,
                HttpMethod.POST,
                target(),
                headers(message.length),
                RequestBody.of(framing(), Flux.defer(() -> Flux.just(body.retainedDuplicate()))),
                null,
                InterimReceiver.NONE,
                System.nanoTime() + TIMEOUT);
    }

    private String target() {
        return switch (protocol) {
            case GRPC -> CALL;
            case HTTP -> PATH;
        };
    }

    private BodyFraming framing() {
        return switch (protocol) {
            case GRPC -> BodyFraming.CHUNKED;
            case HTTP -> BodyFraming.LENGTH;
        };
    }

    private HttpHeaders headers(int length) {
        HttpHeaders headers = new DefaultHttpHeaders();
        added.forEach(header -> headers.set(header.name(), header.value()));
        headers.set(HttpHeaderNames.HOST, collector.name() + "." + collector.namespace() + ":" + collector.port());
        return switch (protocol) {
            case GRPC ->
                headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
                        .set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
            case HTTP ->
                headers.set(HttpHeaderNames.CONTENT_TYPE, "application/x-protobuf")
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        };
    }
}

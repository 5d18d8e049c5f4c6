package dev.sluice.trace.otel;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import dev.sluice.observe.RequestRecord;
import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.OutboundRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** The span of one attempt. Source: OpenTelemetry semantic conventions, "HTTP client span". */
final class AttemptSpan implements AttemptTrace {

    private final Span span;
    private final AddedValues added;
    private final SpanUrl url;
    private final @Nullable RpcAttributes rpc;
    private boolean ended;
    private boolean answered;

    /**
     * Begins with what is known before a response.
     *
     * @param host that the request names; null: none
     * @param call whether the request is a gRPC call
     */
    AttemptSpan(Span span, AddedValues added, OutboundRequest request, @Nullable String host, boolean call) {
        this.span = span;
        this.added = added;
        this.url = new SpanUrl(request.scheme(), host == null ? "" : host, request.target());
        this.rpc = call ? RpcAttributes.of(span, url.path()) : null;
        writeUrl();
        span.setAttribute("sluice.backend", request.backend().toString());
        if (request.resends() > 0) {
            span.setAttribute("http.request.resend_count", request.resends());
        }
        if (rpc != null) {
            rpc.write();
            span.updateName(rpc.spanName(null));
        }
    }

    private void writeUrl() {
        span.setAttribute("url.scheme", url.scheme());
        span.setAttribute("url.path", url.path());
        String full = url.redacted();
        if (full != null) {
            span.setAttribute("url.full", full);
            url.writeServer(span, url.defaultPort());
        }
    }

    SpanContext context() {
        return span.getSpanContext();
    }

    String spanId() {
        return context().getSpanId();
    }

    /** The conventions have no attribute for it. */
    @Override
    public void connected(boolean kept) {}

    @Override
    public void received(Endpoint endpoint, int status, HttpHeaders headers) {
        answered = true;
        added.received(headers);
        writeEndpoint(endpoint);
        span.setAttribute("http.response.status_code", status);
        if (status >= 400) {
            fail(String.valueOf(status));
        }
    }

    @Override
    public void grpcEnded(GrpcStatus status) {
        if (rpc != null) {
            rpc.writeStatus(status, status != GrpcStatus.OK);
            span.updateName(rpc.spanName(status));
        }
    }

    @Override
    public void failed(@Nullable Endpoint endpoint, String reason) {
        writeEndpoint(endpoint);
        fail(reason);
        end();
    }

    @Override
    public void superseded() {
        end();
    }

    /** Ends with its request, as far as it is not over yet. */
    void end(RequestRecord request) {
        if (ended) {
            return;
        }
        GrpcStatus status = request.grpcStatus();
        if (status != null) {
            grpcEnded(status);
        }
        String reason = request.reason();
        if (reason != null && (!answered || request.backend() != null)) {
            fail(reason);
        }
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            added.write(span, url);
            span.end();
        }
    }

    private void writeEndpoint(@Nullable Endpoint endpoint) {
        if (endpoint == null) {
            return;
        }
        span.setAttribute("sluice.endpoint", endpoint.toString());
        if (NetUtil.isValidIpV4Address(endpoint.host()) || NetUtil.isValidIpV6Address(endpoint.host())) {
            span.setAttribute("network.peer.address", endpoint.host());
            span.setAttribute("network.peer.port", endpoint.port());
        }
        if (url.authority().isEmpty()) {
            span.setAttribute("server.address", endpoint.host());
            span.setAttribute("server.port", endpoint.port());
        }
    }

    private void fail(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }
}

package dev.sluice.trace.otel;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import dev.sluice.observe.RequestRecord;
import dev.sluice.trace.AttemptTrace;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** The span of one attempt. Source: OpenTelemetry semantic conventions, "HTTP client span". */
final class AttemptSpan implements AttemptTrace {

    private final Span span;
    private final AddedValues added;
    private final String target;
    private final boolean call;
    private boolean ended;
    private boolean answered;

    /** @param call whether the request is a gRPC call */
    AttemptSpan(Span span, AddedValues added, String target, BackendId backend, int resends, boolean call) {
        this.span = span;
        this.added = added;
        this.target = target;
        this.call = call;
        span.setAttribute("url.path", RequestAttributes.path(target));
        span.setAttribute("sluice.backend", backend.toString());
        if (resends > 0) {
            span.setAttribute("http.request.resend_count", resends);
        }
        if (call) {
            RpcAttributes.write(span, target);
        }
    }

    SpanContext context() {
        return span.getSpanContext();
    }

    String spanId() {
        return context().getSpanId();
    }

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
        RpcAttributes.writeStatus(span, status, status != GrpcStatus.OK);
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
        if (call && status != null) {
            RpcAttributes.writeStatus(span, status, status != GrpcStatus.OK);
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
            added.write(span, null, target);
            span.end();
        }
    }

    private void writeEndpoint(@Nullable Endpoint endpoint) {
        if (endpoint != null) {
            span.setAttribute("server.address", endpoint.host());
            span.setAttribute("server.port", endpoint.port());
        }
    }

    private void fail(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }
}

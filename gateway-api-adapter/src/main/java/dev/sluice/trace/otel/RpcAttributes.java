package dev.sluice.trace.otel;

import dev.sluice.message.GrpcStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of gRPC calls, and the names of their spans. Source: OpenTelemetry semantic conventions after v1.44,
 * "gRPC": a status is {@code rpc.status_code} there.
 *
 * @param method {@code package.Service/Method}; empty where the path names none
 */
record RpcAttributes(Span span, String method) {

    /** What is the server's fault; the others are the client's business. */
    private static final Set<GrpcStatus> SERVER_ERRORS = EnumSet.of(
            GrpcStatus.UNKNOWN,
            GrpcStatus.DEADLINE_EXCEEDED,
            GrpcStatus.UNIMPLEMENTED,
            GrpcStatus.INTERNAL,
            GrpcStatus.UNAVAILABLE,
            GrpcStatus.DATA_LOSS);

    private static final String SYSTEM = "grpc";
    private static final String METHOD = "rpc.method";

    /** @param path {@code /package.Service/Method} */
    static RpcAttributes of(Span span, String path) {
        int slash = path.lastIndexOf('/');
        return new RpcAttributes(span, slash > 1 && slash < path.length() - 1 ? path.substring(1) : "");
    }

    void write() {
        span.setAttribute("rpc.system.name", SYSTEM);
        if (!method.isEmpty()) {
            span.setAttribute(METHOD, method);
        }
    }

    /**
     * The name of the span by the conventions: that of a method which nobody has must not come from a client.
     *
     * @param status null: not known
     */
    String spanName(@Nullable GrpcStatus status) {
        return method.isEmpty() || status == GrpcStatus.UNIMPLEMENTED ? SYSTEM : method;
    }

    static boolean isServerError(GrpcStatus status) {
        return SERVER_ERRORS.contains(status);
    }

    /** @param error whether the status is a failure of the side that the span is of */
    void writeStatus(GrpcStatus status, boolean error) {
        span.setAttribute("rpc.status_code", status.name());
        if (status == GrpcStatus.UNIMPLEMENTED && !method.isEmpty()) {
            span.setAttribute(METHOD, "_OTHER");
            span.setAttribute("rpc.method_original", method);
        }
        if (error) {
            span.setAttribute("error.type", status.name());
            span.setStatus(StatusCode.ERROR);
        }
    }
}

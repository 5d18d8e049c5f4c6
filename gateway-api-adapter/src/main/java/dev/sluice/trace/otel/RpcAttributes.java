package dev.sluice.trace.otel;

import dev.sluice.message.GrpcStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.EnumSet;
import java.util.Set;

/** Attributes of gRPC calls. Source: OpenTelemetry semantic conventions, "gRPC". */
final class RpcAttributes {

    /** What is the server's fault; the others are the client's business. */
    private static final Set<GrpcStatus> SERVER_ERRORS = EnumSet.of(
            GrpcStatus.UNKNOWN,
            GrpcStatus.DEADLINE_EXCEEDED,
            GrpcStatus.UNIMPLEMENTED,
            GrpcStatus.INTERNAL,
            GrpcStatus.UNAVAILABLE,
            GrpcStatus.DATA_LOSS);

    private RpcAttributes() {}

    /** @param target {@code /package.Service/Method} */
    static void write(Span span, String target) {
        span.setAttribute("rpc.system", "grpc");
        String path = RequestAttributes.path(target);
        int slash = path.lastIndexOf('/');
        if (slash > 1 && slash < path.length() - 1) {
            span.setAttribute("rpc.service", path.substring(1, slash));
            span.setAttribute("rpc.method", path.substring(slash + 1));
        }
    }

    static boolean isServerError(GrpcStatus status) {
        return SERVER_ERRORS.contains(status);
    }

    static void writeStatus(Span span, GrpcStatus status, boolean error) {
        span.setAttribute("rpc.grpc.status_code", status.code());
        if (error) {
            span.setAttribute("error.type", status.name());
            span.setStatus(StatusCode.ERROR);
        }
    }
}

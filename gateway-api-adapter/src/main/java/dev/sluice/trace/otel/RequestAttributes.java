package dev.sluice.trace.otel;

import dev.sluice.message.GrpcStatus;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a finished request into its span. {@code http.route} is left out: a route of Gateway API has
 * a name, and no template of its paths. Source: OpenTelemetry semantic conventions, "HTTP server span".
 */
record RequestAttributes(Span span, RequestRecord request, String scheme) {

    /**
     * Writes all of them.
     *
     * @param name of the span; null: method and route, or the method of a call
     * @param call whether the request is a gRPC call
     */
    void write(@Nullable String name, @Nullable String userAgent, boolean call) {
        RequestRecord.Head head = request.head();
        SpanFactory.setMethod(span, head.method());
        span.setAttribute("url.scheme", scheme);
        SpanUrl url = url();
        span.setAttribute("url.path", url.path());
        set("url.query", url.redactedQuery());
        span.setAttribute("network.protocol.version", version(head.protocol()));
        url.writeServer(span, request.port().port());
        set("client.address", head.client());
        set("user_agent.original", userAgent);
        RuleLabels place = request.labels();
        span.updateName(name == null ? name(url, place, call) : name);
        writePlace(place);
        writeStatus();
        if (call) {
            writeCall(RpcAttributes.of(span, url.path()));
        }
    }

    private String name(SpanUrl url, RuleLabels place, boolean call) {
        if (call) {
            return RpcAttributes.of(span, url.path()).spanName(request.grpcStatus());
        }
        return SpanFactory.nameOf(request.head().method()) + (place.route().isEmpty() ? "" : " " + place.route());
    }

    /** As the client asked for it. */
    SpanUrl url() {
        RequestRecord.Head head = request.head();
        return new SpanUrl(scheme, head.authority(), head.target());
    }

    private void writePlace(RuleLabels place) {
        set("sluice.gateway", place.gateway());
        set("sluice.listener", place.listener());
        set("sluice.route", place.route());
        if (place.rule() >= 0) {
            span.setAttribute("sluice.rule", place.rule());
        }
        String backend = request.backend();
        if (backend != null) {
            span.setAttribute("sluice.backend", backend.substring(0, backend.indexOf(' ')));
        }
        set("sluice.reason", request.reason());
    }

    private void writeStatus() {
        int status = request.status();
        if (status > 0) {
            span.setAttribute("http.response.status_code", status);
        }
        String reason = request.reason();
        boolean brokeOff = reason != null && request.backend() != null;
        if (status >= 500 || status == 0 || brokeOff) {
            span.setAttribute("error.type", reason == null ? String.valueOf(status) : reason);
            span.setStatus(StatusCode.ERROR);
        }
    }

    private void writeCall(RpcAttributes rpc) {
        rpc.write();
        GrpcStatus status = request.grpcStatus();
        if (status != null) {
            rpc.writeStatus(status, RpcAttributes.isServerError(status));
        }
    }

    private void set(String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            span.setAttribute(key, value);
        }
    }

    /** {@code 1.1} or {@code 2}. */
    private static String version(String protocol) {
        String version = protocol.substring(protocol.indexOf('/') + 1);
        return version.equals("2.0") ? "2" : version;
    }
}

package dev.sluice.trace.otel;

import dev.sluice.message.GrpcStatus;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a finished request into its span. Queries are left out: they hold secrets. Source:
 * OpenTelemetry semantic conventions, "HTTP server span".
 */
record RequestAttributes(Span span, RequestRecord request, String scheme) {

    /**
     * Writes all of them.
     *
     * @param name of the span; null: method and route
     * @param call whether the request is a gRPC call
     */
    void write(@Nullable String name, @Nullable String userAgent, boolean call) {
        RequestRecord.Head head = request.head();
        SpanFactory.setMethod(span, head.method());
        span.setAttribute("url.scheme", scheme);
        span.setAttribute("url.path", path(head.target()));
        span.setAttribute("network.protocol.version", version(head.protocol()));
        writeAuthority(head.authority());
        set("client.address", head.client());
        set("user_agent.original", userAgent);
        RuleLabels place = request.labels();
        span.updateName(
                name == null
                        ? SpanFactory.nameOf(head.method()) + (place.route().isEmpty() ? "" : " " + place.route())
                        : name);
        writePlace(place);
        writeStatus();
        if (call) {
            writeCall(head.target());
        }
    }

    private void writeAuthority(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        String host = port ? authority.substring(0, colon) : authority;
        set("server.address", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        String digits = port ? authority.substring(colon + 1) : "";
        boolean named =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        span.setAttribute(
                "server.port", named ? Integer.parseInt(digits) : request.port().port());
    }

    /** As the client asked for it; null where it names no host, or no path. */
    @Nullable
    String url() {
        RequestRecord.Head head = request.head();
        return head.authority().isEmpty() || !head.target().startsWith("/")
                ? null
                : scheme + "://" + head.authority() + head.target();
    }

    private void writePlace(RuleLabels place) {
        set("http.route", place.route());
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

    private void writeCall(String target) {
        RpcAttributes.write(span, target);
        GrpcStatus status = request.grpcStatus();
        if (status != null) {
            RpcAttributes.writeStatus(span, status, RpcAttributes.isServerError(status));
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

    /** A target without its query. */
    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}

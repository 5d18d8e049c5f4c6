package dev.sluice.observe;

import dev.sluice.message.GrpcStatus;
import dev.sluice.session.SessionId;
import dev.sluice.trace.RequestTrace;
import java.util.concurrent.TimeUnit;

/** The fields of a request. The keys are those of other gateways, in a fixed order; one without a value is left out. */
final class AccessLine {

    private AccessLine() {}

    /** As JSON. */
    static String of(RequestRecord request) {
        return JsonLine.of(fields -> write(request, fields));
    }

    static void write(RequestRecord request, LogFields fields) {
        writeHead(request, fields);
        fields.number("response_code", request.status());
        GrpcStatus grpcStatus = request.grpcStatus();
        if (grpcStatus != null) {
            fields.number("grpc_status", grpcStatus.code());
        }
        fields.text("reason", request.reason());
        fields.number("bytes_received", request.bytesReceived());
        fields.number("bytes_sent", request.bytesSent());
        fields.number("duration_us", TimeUnit.NANOSECONDS.toMicros(request.nanos()));
        fields.text("upstream", request.backend());
        SessionId session = request.session();
        fields.text("session", session == null ? null : session.toString());
        writePlace(request.labels(), fields);
    }

    private static void writeHead(RequestRecord request, LogFields fields) {
        RequestRecord.Head head = request.head();
        fields.text("start_time", request.start().toString());
        fields.text("client_address", head.client());
        fields.text("client_namespace", request.clientNamespace());
        fields.text("method", head.method());
        fields.text("path", head.target());
        fields.text("protocol", head.protocol());
        fields.text("authority", head.authority());
        fields.text("sni", head.serverName());
        fields.text("client_cert_subject", head.clientSubject());
        fields.text("client_cert_san", head.clientName());
        fields.text("request_id", head.requestId());
        RequestTrace trace = request.trace();
        if (trace != null) {
            fields.text("trace_id", trace.traceId());
            fields.text("span_id", trace.spanId());
        }
    }

    private static void writePlace(RuleLabels place, LogFields fields) {
        fields.text("gateway", place.gateway());
        fields.text("listener", place.listener());
        fields.text("route", place.route());
        if (place.rule() >= 0) {
            fields.number("rule", place.rule());
        }
    }
}

package dev.sluice.observe;

import dev.sluice.message.GrpcStatus;
import dev.sluice.session.SessionId;
import dev.sluice.trace.RequestTrace;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** A request as one line of JSON. Every value is escaped and bounded: clients choose most of them. */
final class AccessLine {

    /** ASCII alone, for a terminal takes some of the other characters for commands. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int LONGEST = 2048;

    private AccessLine() {}

    /** The keys are those of other gateways, in a fixed order; one without a value is left out. */
    static String of(RequestRecord request) {
        return line(json -> {
            writeHead(json, request);
            json.writeNumberProperty("response_code", request.status());
            GrpcStatus grpcStatus = request.grpcStatus();
            if (grpcStatus != null) {
                json.writeNumberProperty("grpc_status", grpcStatus.code());
            }
            write(json, "reason", request.reason());
            json.writeNumberProperty("bytes_received", request.bytesReceived());
            json.writeNumberProperty("bytes_sent", request.bytesSent());
            json.writeNumberProperty("duration_us", TimeUnit.NANOSECONDS.toMicros(request.nanos()));
            write(json, "upstream", request.backend());
            SessionId session = request.session();
            write(json, "session", session == null ? null : session.toString());
            writePlace(json, request.labels());
        });
    }

    /** An object with these fields. */
    static String line(Consumer<JsonGenerator> fields) {
        var line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return line.toString();
    }

    private static void writeHead(JsonGenerator json, RequestRecord request) {
        RequestRecord.Head head = request.head();
        write(json, "start_time", request.start().toString());
        write(json, "client_address", head.client());
        write(json, "client_namespace", request.clientNamespace());
        write(json, "method", head.method());
        write(json, "path", head.target());
        write(json, "protocol", head.protocol());
        write(json, "authority", head.authority());
        write(json, "sni", head.serverName());
        write(json, "client_cert_subject", head.clientSubject());
        write(json, "client_cert_san", head.clientName());
        write(json, "request_id", head.requestId());
        RequestTrace trace = request.trace();
        if (trace != null) {
            write(json, "trace_id", trace.traceId());
            write(json, "span_id", trace.spanId());
        }
    }

    private static void writePlace(JsonGenerator json, RuleLabels place) {
        write(json, "gateway", place.gateway());
        write(json, "listener", place.listener());
        write(json, "route", place.route());
        if (place.rule() >= 0) {
            json.writeNumberProperty("rule", place.rule());
        }
    }

    /** Nothing where there is no value. */
    static void write(JsonGenerator json, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.writeStringProperty(key, value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…");
        }
    }
}

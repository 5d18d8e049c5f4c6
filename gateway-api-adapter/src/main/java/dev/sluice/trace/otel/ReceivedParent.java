package dev.sluice.trace.otel;

import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code traceparent} and {@code tracestate}. Source: W3C Trace Context. */
final class ReceivedParent {

    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    /** Where it begins: after the version, the trace id and two dashes. */
    private static final int SPAN_ID = 36;

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<HttpHeaders> FIELDS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
            return headers.names();
        }

        // Section 3.3.1: a tracestate may be split over several fields.
        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String key) {
            List<String> values = headers == null ? List.of() : headers.getAll(key);
            return values.isEmpty() ? null : String.join(",", values);
        }
    };

    private ReceivedParent() {}

    /**
     * The span of the client. Not valid where the client names none or names it wrongly: then a new trace begins, and
     * the client's tracestate is of no use. Two fields are no traceparent.
     */
    static SpanContext of(HttpHeaders headers) {
        return headers.contains(TRACEPARENT)
                ? Span.fromContext(W3C.extract(Context.root(), headers, FIELDS)).getSpanContext()
                : SpanContext.getInvalid();
    }

    /** Whether a span is named as the parent. */
    static boolean names(String spanId, HttpHeaders headers) {
        String parent = headers.get(TRACEPARENT);
        return parent != null && parent.startsWith(spanId, SPAN_ID);
    }

    /** Names a span as the parent, in place of all that the headers say about traces. */
    static void write(SpanContext span, HttpHeaders headers) {
        headers.remove(TRACESTATE);
        W3C.inject(Context.root().with(Span.wrap(span)), headers, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.set(key, value);
            }
        });
    }
}

package dev.sluice.trace.otel;

import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans. Source: OpenTelemetry semantic conventions, "HTTP spans".
 *
 * @param parents shows them to filters
 * @param name of the spans of requests; null: method and route
 * @param added what each of them has in addition
 */
record SpanFactory(
        Tracer tracer, ParentObservation parents, @Nullable String name, AddedAttributes added) {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> METHOD_ORIGINAL = AttributeKey.stringKey("http.request.method_original");

    /** RFC 9110 and RFC 5789; any other must not make a name of a span. */
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

    /** @param parent not valid where the span begins a trace */
    Span server(SpanContext parent) {
        Context context = parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
        return tracer.spanBuilder("HTTP")
                .setSpanKind(SpanKind.SERVER)
                .setParent(context)
                .startSpan();
    }

    Span client(Span parent, HttpMethod method) {
        Span span = tracer.spanBuilder(nameOf(method.name()))
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(parent))
                .startSpan();
        setMethod(span, method.name());
        return span;
    }

    static void setMethod(Span span, String method) {
        if (METHODS.contains(method)) {
            span.setAttribute(METHOD, method);
        } else {
            span.setAttribute(METHOD, "_OTHER");
            span.setAttribute(METHOD_ORIGINAL, method);
        }
    }

    /** What a name of a span begins with. */
    static String nameOf(String method) {
        return METHODS.contains(method) ? method : "HTTP";
    }
}

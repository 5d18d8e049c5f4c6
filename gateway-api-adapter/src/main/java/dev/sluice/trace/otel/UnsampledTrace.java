package dev.sluice.trace.otel;

import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The trace of a request of which nothing is recorded. Backends continue it and learn that it is not sampled, so that
 * their logs can be joined with ours and they record nothing either.
 */
record UnsampledTrace(SpanContext span, ParentObservation parents) implements RequestTrace {

    private static final IdGenerator IDS = IdGenerator.random();

    static UnsampledTrace of(SpanContext parent, ParentObservation parents) {
        SpanContext span = SpanContext.create(
                parent.isValid() ? parent.getTraceId() : IDS.generateTraceId(),
                IDS.generateSpanId(),
                TraceFlags.getDefault(),
                parent.getTraceState());
        return new UnsampledTrace(span, parents);
    }

    @Override
    public String traceId() {
        return span.getTraceId();
    }

    @Override
    public @Nullable String spanId() {
        return null;
    }

    @Override
    public void writeTo(HttpHeaders headers) {
        ReceivedParent.write(span, headers);
    }

    @Override
    public @Nullable AttemptTrace attempt(HttpHeaders headers, OutboundRequest request) {
        return null;
    }

    @Override
    public @Nullable AttemptTrace ask(HttpHeaders headers, OutboundRequest request) {
        writeTo(headers);
        return null;
    }

    @Override
    public Context writeTo(Context subscriber) {
        return parents.write(Span.wrap(span), subscriber);
    }
}

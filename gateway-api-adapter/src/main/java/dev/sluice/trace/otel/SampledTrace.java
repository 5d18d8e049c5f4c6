package dev.sluice.trace.otel;

import dev.sluice.message.GrpcContent;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** The trace of a request that is recorded: its span, and that of the attempt which is running. */
final class SampledTrace implements RequestTrace {

    private final SpanFactory spans;
    private final Span span;
    private final String scheme;
    private final @Nullable String userAgent;
    private final boolean call;
    private final AddedValues added;
    private @Nullable AttemptSpan attempt;

    private SampledTrace(SpanFactory spans, Span span, HttpHeaders headers, String scheme) {
        this.spans = spans;
        this.span = span;
        this.scheme = scheme;
        this.userAgent = headers.get(HttpHeaderNames.USER_AGENT);
        this.call = GrpcContent.is(headers.get(HttpHeaderNames.CONTENT_TYPE));
        this.added = spans.added().values(headers);
    }

    static SampledTrace begin(SpanFactory spans, SpanContext parent, HttpHeaders headers, String scheme) {
        return new SampledTrace(spans, spans.server(parent), headers, scheme);
    }

    @Override
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    @Override
    public void writeTo(HttpHeaders headers) {
        ReceivedParent.write(span.getSpanContext(), headers);
    }

    @Override
    public AttemptTrace attempt(HttpHeaders headers, OutboundRequest request) {
        AttemptSpan before = attempt;
        var begun = begin(added, headers, request, call);
        attempt = begun;
        if (ReceivedParent.names(spanId(), headers)
                || (before != null && ReceivedParent.names(before.spanId(), headers))) {
            ReceivedParent.write(begun.context(), headers);
        }
        if (before != null) {
            before.superseded();
        }
        return begun;
    }

    /** Its response is not the one that attributes of a policy are read from. */
    @Override
    public AttemptTrace ask(HttpHeaders headers, OutboundRequest request) {
        boolean ofGrpc = GrpcContent.is(headers.get(HttpHeaderNames.CONTENT_TYPE));
        var begun = begin(added.withoutResponse(), headers, request, ofGrpc);
        ReceivedParent.write(begun.context(), headers);
        return begun;
    }

    private AttemptSpan begin(AddedValues values, HttpHeaders headers, OutboundRequest request, boolean ofGrpc) {
        Span client = spans.client(span, request.method());
        return new AttemptSpan(client, values, request, headers.get(HttpHeaderNames.HOST), ofGrpc);
    }

    @Override
    public Context writeTo(Context subscriber) {
        return spans.parents().write(span, subscriber);
    }

    /** Ends the spans around an observer, for which the span of the request is the current one. */
    void end(RequestRecord request, RequestObserver observer) {
        if (attempt != null) {
            attempt.end(request);
        }
        try (Scope _ = span.makeCurrent()) {
            observer.finished(request);
        }
        var attributes = new RequestAttributes(span, request, scheme);
        attributes.write(spans.name(), userAgent, call);
        added.write(span, attributes.url());
        span.end();
    }
}

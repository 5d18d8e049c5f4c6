package dev.sluice.trace.otel;

import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.SpanContext;

/**
 * How the requests of one Gateway are traced, or of all that have no policy.
 *
 * @param spans begins those of sampled requests
 */
record GatewayTracer(SpanFactory spans, SamplingRule sampling) {

    RequestTrace begin(HttpHeaders headers, String scheme) {
        SpanContext parent = ReceivedParent.of(headers);
        return sampling.isSampled(parent)
                ? SampledTrace.begin(spans, parent, headers, scheme)
                : UnsampledTrace.of(parent, spans.parents());
    }
}

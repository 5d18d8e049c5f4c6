package dev.sluice.trace.otel;

import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RequestTracing;
import dev.sluice.trace.ClientSampling;
import dev.sluice.trace.RequestTrace;
import io.micrometer.tracing.Tracer;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Traces requests by OpenTelemetry. The decision to sample is made here, before there is a span: a request that is not
 * sampled costs two random ids and a header. Spans of sampled requests are given to the application's processors, next
 * to those of its own tracer. Any thread.
 */
public final class OtelTracing implements RequestTracing {

    private final SpanFactory spans;
    private final float probability;
    private final ClientSampling clients;

    /**
     * @param tracer of the application, which continues the traces in its filters
     * @param resource what is traced, such as the name of the service
     * @param processors of spans, which the caller closes
     * @param probability from 0 to 1, of each request for which no client decides
     */
    public OtelTracing(
            Tracer tracer,
            Resource resource,
            List<SpanProcessor> processors,
            float probability,
            ClientSampling clients) {
        var provider = SdkTracerProvider.builder().setResource(resource).setSampler(Sampler.alwaysOn());
        processors.forEach(provider::addSpanProcessor);
        this.spans = new SpanFactory(provider.build().get("dev.sluice"), new ParentObservation(tracer));
        this.probability = probability;
        this.clients = clients;
    }

    @Override
    public RequestTrace begin(HttpHeaders headers, String scheme) {
        SpanContext parent = ReceivedParent.of(headers);
        return isSampled(parent)
                ? SampledTrace.begin(spans, parent, headers, scheme)
                : UnsampledTrace.of(parent, spans.parents());
    }

    private boolean isSampled(SpanContext parent) {
        boolean clientDecides = clients == ClientSampling.RESPECT && parent.isValid();
        // Not by the trace id, which a client may choose.
        return clientDecides
                ? parent.isSampled()
                : probability > 0 && ThreadLocalRandom.current().nextFloat() < probability;
    }

    @Override
    public RequestObserver around(RequestObserver observer) {
        return request -> end(request, observer);
    }

    private static void end(RequestRecord request, RequestObserver observer) {
        if (request.trace() instanceof SampledTrace trace) {
            trace.end(request, observer);
        } else {
            observer.finished(request);
        }
    }
}

package dev.sluice.trace.otel;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import reactor.util.context.Context;

/**
 * Shows a span to Micrometer as an observation that is running, which Spring's clients and filters take for the parent
 * of theirs. It is never started or stopped, so no meter counts it.
 */
final class ParentObservation {

    private final ObservationRegistry registry = ObservationRegistry.create();

    /** @param tracer of the application, whose current span the observation becomes where Reactor opens its scope */
    ParentObservation(Tracer tracer) {
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    }

    Context write(Span span, Context subscriber) {
        var observation = Observation.createNotStarted("sluice.request", registry);
        var tracing = new TracingContext();
        tracing.setSpan(OtelSpan.fromOtel(span));
        observation.getContext().put(TracingContext.class, tracing);
        return subscriber.put(ObservationThreadLocalAccessor.KEY, observation);
    }
}

package dev.sluice.trace.otel;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.tracing.GatewayTracing;
import dev.sluice.config.tracing.GatewayTracing.Export;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RequestTracing;
import dev.sluice.trace.ClientSampling;
import dev.sluice.trace.RequestTrace;
import dev.sluice.trace.SpanObserver;
import dev.sluice.upstream.Upstream;
import io.micrometer.tracing.Tracer;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Traces requests by OpenTelemetry. The decision to sample is made here, before there is a span: a request that is not
 * sampled costs two random ids and a header. Spans of sampled requests are given to the application's processors, next
 * to those of its own tracer; where a policy names a collector, they are sent there and nowhere else. Any thread.
 */
public final class OtelTracing implements RequestTracing {

    private static final String SCOPE = "dev.sluice";

    private final ParentObservation parents;
    private final SamplingRule sampling;
    private final @Nullable GatewayTracer standard;
    private final @Nullable CollectorTracers collectors;

    /** By port; empty: its requests are not traced. */
    private volatile Map<PortId, Optional<GatewayTracer>> byPolicy = Map.of();

    /**
     * Traces, until there are policies, by the application's settings.
     *
     * @param tracer of the application, which continues the traces in its filters
     * @param resource what is traced, such as the name of the service
     * @param processors of spans, which the caller closes; empty: only requests with a policy are traced
     * @param probability from 0 to 1, of each request for which no client decides
     * @param exports whether the libraries for collectors of policies are there
     * @param observer is notified what becomes of spans for these
     */
    public OtelTracing(
            Tracer tracer,
            Resource resource,
            List<SpanProcessor> processors,
            float probability,
            ClientSampling clients,
            boolean exports,
            SpanObserver observer) {
        this.parents = new ParentObservation(tracer);
        this.sampling = new SamplingRule(probability, clients, 1);
        this.standard = processors.isEmpty() ? null : standard(resource, processors);
        this.collectors = exports ? new CollectorTracers(resource, observer) : null;
    }

    private GatewayTracer standard(Resource resource, List<SpanProcessor> processors) {
        var provider = SdkTracerProvider.builder().setResource(resource).setSampler(Sampler.alwaysOn());
        processors.forEach(provider::addSpanProcessor);
        return new GatewayTracer(
                new SpanFactory(provider.build().get(SCOPE), parents, null, AddedAttributes.NONE), sampling);
    }

    @Override
    public @Nullable RequestTrace begin(PortId port, HttpHeaders headers, String scheme) {
        Optional<GatewayTracer> ofPolicy = byPolicy.get(port);
        GatewayTracer tracer = ofPolicy == null ? standard : ofPolicy.orElse(null);
        return tracer == null ? null : tracer.begin(headers, scheme);
    }

    @Override
    public boolean exports() {
        return collectors != null;
    }

    @Override
    public synchronized void serve(List<ListenerSocket> sockets, Function<BackendId, Upstream> backends) {
        Map<PortId, Optional<GatewayTracer>> next = new HashMap<>();
        Set<Export> wanted = new HashSet<>();
        for (ListenerSocket socket : sockets) {
            GatewayTracing tracing = socket.tracing();
            if (tracing instanceof Export export) {
                wanted.add(export);
                next.put(socket.id(), Optional.ofNullable(tracer(export, backends)));
            } else if (tracing != null) {
                next.put(socket.id(), Optional.empty());
            }
        }
        byPolicy = Map.copyOf(next);
        if (collectors != null) {
            collectors.retain(wanted);
        }
    }

    private @Nullable GatewayTracer tracer(Export export, Function<BackendId, Upstream> backends) {
        return collectors == null
                ? null
                : new GatewayTracer(
                        new SpanFactory(
                                collectors.of(export, backends).get(SCOPE),
                                parents,
                                export.spanName(),
                                AddedAttributes.of(export.attributes())),
                        sampling.with(export.sampling()));
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

    @Override
    public synchronized void close() {
        byPolicy = Map.of();
        if (collectors != null) {
            collectors.close();
        }
    }
}

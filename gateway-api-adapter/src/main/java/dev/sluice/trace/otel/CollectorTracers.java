package dev.sluice.trace.otel;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.tracing.GatewayTracing.Export;
import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.trace.SpanObserver;
import dev.sluice.trace.SpanOutcome;
import dev.sluice.trace.otlp.CollectorExporter;
import dev.sluice.upstream.Upstream;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What sends spans to the collectors of policies, one for each destination, which is kept while a policy has it. Used
 * by one thread.
 */
final class CollectorTracers {

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

    private static final long SECONDS_TO_END = 5;

    /** How long requests that began with a policy may take after it is gone, so that their spans are still sent. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Resource resource;
    private final SpanObserver observer;
    private final Map<Destination, Sender> senders = new HashMap<>();

    /**
     * Sends nothing yet.
     *
     * @param resource of the application, whose name a policy may replace
     * @param observer is notified what becomes of spans
     */
    CollectorTracers(Resource resource, SpanObserver observer) {
        this.resource = resource;
        this.observer = observer;
    }

    /** What makes two exports different. */
    private record Destination(
            BackendId collector,
            OtlpProtocol protocol,
            List<ExportHeader> headers,
            @Nullable String serviceName) {

        static Destination of(Export export) {
            return new Destination(export.collector(), export.protocol(), export.headers(), export.serviceName());
        }
    }

    private record Sender(SdkTracerProvider provider, Upstream collector) {}

    /** What sends the spans of an export. */
    SdkTracerProvider of(Export export, Function<BackendId, Upstream> collectors) {
        return senders.computeIfAbsent(
                        Destination.of(export), wanted -> sender(wanted, collectors.apply(wanted.collector())))
                .provider();
    }

    private Sender sender(Destination destination, Upstream collector) {
        var exporter = new CollectorExporter(collector, destination.protocol(), destination.headers(), observer);
        var provider = SdkTracerProvider.builder()
                .setResource(named(destination.serviceName()))
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(
                        new SpanQueue(exporter, () -> observer.ended(collector.id(), SpanOutcome.QUEUE_FULL, 1)))
                .build();
        return new Sender(provider, collector);
    }

    private Resource named(@Nullable String serviceName) {
        return serviceName == null
                ? resource
                : resource.merge(Resource.create(Attributes.of(SERVICE_NAME, serviceName)));
    }

    /** Ends all others, when the requests that run have had their time. */
    void retain(Set<Export> wanted) {
        var destinations = wanted.stream().map(Destination::of).toList();
        for (Destination destination : List.copyOf(senders.keySet())) {
            Sender gone = destinations.contains(destination) ? null : senders.remove(destination);
            if (gone != null) {
                later(gone);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Where the loops end first, so do the connections.
    private static void later(Sender gone) {
        gone.collector().loop().schedule(gone.provider()::shutdown, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends all, and waits for a while until their spans are sent. */
    void close() {
        var ends = new ArrayList<CompletableResultCode>();
        senders.values().forEach(sender -> ends.add(sender.provider().shutdown()));
        senders.clear();
        CompletableResultCode.ofAll(ends).join(SECONDS_TO_END, TimeUnit.SECONDS);
    }
}

package dev.sluice.autoconfigure;

import dev.sluice.observe.RequestTracing;
import dev.sluice.source.ResourceSource;
import dev.sluice.trace.SpanObserver;
import dev.sluice.trace.otel.OtelTracing;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Traces where the application exports spans by OpenTelemetry, as with Spring Boot's OpenTelemetry starter and {@code
 * management.opentelemetry.tracing.export.otlp.endpoint}; and the Gateways for which a policy names a collector, for
 * which OpenTelemetry and its exporter for OTLP must be there.
 */
@AutoConfiguration(
        after = SourceAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration"
        })
@ConditionalOnClass({OtelTracer.class, SpanExporter.class})
@ConditionalOnBean({ResourceSource.class, OtelTracer.class})
@EnableConfigurationProperties(SluiceProperties.class)
public final class TracingAutoConfiguration {

    private static final String OTLP = "io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler";

    /**
     * Closed by the data plane, which knows the order. The probability has Boot's default, which its own property class
     * does not give to others.
     */
    @Bean(destroyMethod = "")
    RequestTracing sluiceTracing(
            OtelTracer tracer,
            ObjectProvider<SpanExporter> exporters,
            ObjectProvider<Resource> resource,
            ObjectProvider<SpanProcessor> processors,
            @Value("${management.tracing.sampling.probability:0.1}") float probability,
            ObjectProvider<SpanObserver> observer,
            SluiceProperties properties,
            ResourceLoader resources) {
        return new OtelTracing(
                tracer,
                resource.getIfAvailable(Resource::getDefault),
                exporters.stream().findAny().isPresent()
                        ? processors.orderedStream().toList()
                        : List.of(),
                probability,
                properties.tracing().clientSampling(),
                ClassUtils.isPresent(OTLP, resources.getClassLoader()),
                observer.getIfAvailable(() -> SpanObserver.NONE));
    }
}

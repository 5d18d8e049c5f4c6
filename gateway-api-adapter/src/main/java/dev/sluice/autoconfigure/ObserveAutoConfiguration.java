package dev.sluice.autoconfigure;

import dev.sluice.entry.Serving;
import dev.sluice.filter.access.TokenCounters;
import dev.sluice.filter.circuit.Circuits;
import dev.sluice.listen.ListenerServers;
import dev.sluice.mesh.Steering;
import dev.sluice.observe.AccessLog;
import dev.sluice.observe.AccessLogFormat;
import dev.sluice.observe.BackendMetrics;
import dev.sluice.observe.CircuitMetrics;
import dev.sluice.observe.ConfigMetrics;
import dev.sluice.observe.Console;
import dev.sluice.observe.DatagramMetrics;
import dev.sluice.observe.EndpointMetrics;
import dev.sluice.observe.HandshakeMetrics;
import dev.sluice.observe.MeshMetrics;
import dev.sluice.observe.ProgramMetrics;
import dev.sluice.observe.RefusedSeries;
import dev.sluice.observe.RequestMetrics;
import dev.sluice.observe.SessionMetrics;
import dev.sluice.observe.SpanMetrics;
import dev.sluice.observe.StartSummary;
import dev.sluice.observe.StreamMetrics;
import dev.sluice.observe.TokenMetrics;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.program.ProgramCompiler;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.upstream.Upstreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Metrics where there is a registry, the access log unless it is switched off, and the lines of the console. */
@AutoConfiguration(
        after = {MeshAutoConfiguration.class, SourceAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
@EnableConfigurationProperties(SluiceProperties.class)
public final class ObserveAutoConfiguration {

    /** The pipeline needs its observers first, so they find it when they are told something. */
    private static Supplier<PipelineState> state(ObjectProvider<Pipeline> pipeline) {
        return () -> {
            Pipeline made = pipeline.getIfAvailable();
            return made == null ? PipelineState.NOTHING : made.current();
        };
    }

    /** Before observers without an order: who waits for a change by one of those finds its line printed. */
    @Bean
    @Order(0)
    Console sluiceConsole(
            ObjectProvider<Pipeline> pipeline, Serving serving, SluiceProperties properties, ResourceSource source) {
        String version = Console.class.getPackage().getImplementationVersion();
        var summary = new StartSummary(
                "Sluice " + Objects.requireNonNullElse(version, "(unreleased)"), nameOf(source, properties));
        return new Console(state(pipeline), () -> serving.rules().problems(), summary);
    }

    private static String nameOf(ResourceSource source, SluiceProperties properties) {
        return switch (source) {
            case KubernetesSource _ -> "its cluster";
            default ->
                properties.source().folders().isEmpty()
                        ? "its source"
                        : properties.source().folders().stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(", "));
        };
    }

    @Bean
    @ConditionalOnProperty(name = "sluice.access-log.enabled", matchIfMissing = true)
    AccessLog sluiceAccessLog(
            SluiceProperties properties, ObjectProvider<MeterRegistry> registries, Environment environment) {
        AccessLogFormat format = properties.accessLog().format();
        var log = new AccessLog(properties.accessLog().queue(), format == null ? usual(environment) : format);
        registries.ifAvailable(registry -> FunctionCounter.builder("sluice.access.log.dropped", log, AccessLog::dropped)
                .description("Lines of the access log that were lost because it was too slow")
                .register(registry));
        return log;
    }

    @SuppressWarnings("SystemConsoleNull") // Since Java 25 it is null again where there is no terminal.
    private static AccessLogFormat usual(Environment environment) {
        if (StringUtils.hasText(environment.getProperty("logging.structured.format.console"))) {
            return AccessLogFormat.STRUCTURED;
        }
        java.io.Console console = System.console();
        return console != null && console.isTerminal() ? AccessLogFormat.TEXT : AccessLogFormat.JSON;
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    RefusedSeries sluiceRefusedSeries(MeterRegistry registry) {
        return new RefusedSeries(registry);
    }

    @Bean
    CircuitMetrics sluiceCircuitMetrics(Circuits circuits) {
        return new CircuitMetrics(circuits);
    }

    @Bean
    TokenMetrics sluiceTokenMetrics(TokenCounters counters) {
        return new TokenMetrics(counters);
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    BackendMetrics sluiceBackendMetrics(
            MeterRegistry registry,
            ObjectProvider<Pipeline> pipeline,
            Upstreams upstreams,
            RefusedSeries refused,
            SluiceProperties properties) {
        return new BackendMetrics(
                registry,
                state(pipeline),
                upstreams::views,
                refused,
                properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    EndpointMetrics sluiceEndpointMetrics(
            MeterRegistry registry, Upstreams upstreams, RefusedSeries refused, SluiceProperties properties) {
        return new EndpointMetrics(
                registry, upstreams::all, refused, properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    RequestMetrics sluiceRequestMetrics(MeterRegistry registry, RefusedSeries refused, SluiceProperties properties) {
        return new RequestMetrics(registry, refused, properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    ConfigMetrics sluiceConfigMetrics(
            MeterRegistry registry,
            ObjectProvider<Pipeline> pipeline,
            RequestMetrics requests,
            StreamMetrics streams,
            ListenerServers servers,
            ObjectProvider<MeshMetrics> mesh) {
        return new ConfigMetrics(registry, state(pipeline), servers::connections, (routes, ports) -> {
            requests.retain(routes);
            streams.retain(routes, ports);
            mesh.ifAvailable(it -> it.retain(routes));
        });
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    SpanMetrics sluiceSpanMetrics(MeterRegistry registry, RefusedSeries refused, SluiceProperties properties) {
        return new SpanMetrics(registry, refused, properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    StreamMetrics sluiceStreamMetrics(MeterRegistry registry, SluiceProperties properties) {
        return new StreamMetrics(registry, properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean({MeterRegistry.class, Steering.class})
    MeshMetrics sluiceMeshMetrics(MeterRegistry registry, SluiceProperties properties) {
        return new MeshMetrics(registry, properties.metrics().maxSeries());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    SessionMetrics sluiceSessionMetrics(ProgramCompiler programs) {
        return new SessionMetrics(programs.sessions());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    HandshakeMetrics sluiceHandshakeMetrics(ListenerServers servers) {
        return new HandshakeMetrics(servers.handshakes());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    DatagramMetrics sluiceDatagramMetrics(ListenerServers servers) {
        return new DatagramMetrics(servers.droppedDatagrams());
    }

    @Bean
    ProgramMetrics sluiceProgramMetrics(ProgramCompiler programs) {
        return new ProgramMetrics(programs.counters());
    }
}

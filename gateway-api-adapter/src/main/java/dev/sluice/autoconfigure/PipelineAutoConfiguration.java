package dev.sluice.autoconfigure;

import dev.sluice.endpoint.EndpointGuard;
import dev.sluice.endpoint.PageEndpoint;
import dev.sluice.endpoint.SluiceEndpoint;
import dev.sluice.entry.Serving;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.graph.telemetry.TracingSupport;
import dev.sluice.health.Prerequisite;
import dev.sluice.health.ServingReadiness;
import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.listen.ListenerServers;
import dev.sluice.mesh.Steering;
import dev.sluice.observe.PipelineObservers;
import dev.sluice.observe.Recordings;
import dev.sluice.observe.RequestTracing;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineEnds;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.route.SpringFilters;
import dev.sluice.serve.DataPlane;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.StatusSink;
import dev.sluice.upstream.Upstreams;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The loop from source to status, with what shows its work: readiness and the actuator endpoint. */
@AutoConfiguration(
        after = {DataPlaneAutoConfiguration.class, ObserveAutoConfiguration.class},
        beforeName =
                "org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration")
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
public final class PipelineAutoConfiguration {

    /** Without a status folder the actuator alone shows the status; without a cluster nothing is made for Gateways. */
    @Bean
    PipelineEnds sluicePipelineEnds(
            ResourceSource source,
            SluiceProperties properties,
            GraphSettings settings,
            DataPlane dataPlane,
            ObjectProvider<StatusSink> statusSink,
            ObjectProvider<InfrastructureSink> infrastructure) {
        return new PipelineEnds(
                source,
                properties.role() == Role.CONTROLLER && isInCluster(settings) ? new OtherPods() : dataPlane,
                statusSink.getIfAvailable(() -> _ -> {}),
                infrastructure.getIfAvailable(() -> InfrastructureSink.NONE));
    }

    /** Closed by the lifecycle. */
    @Bean(destroyMethod = "")
    Pipeline sluicePipeline(PipelineEnds ends, GraphSettings settings, ObjectProvider<PipelineObserver> observers) {
        return new Pipeline(
                ends, settings, new PipelineObservers(observers.orderedStream().toList()), InstantSource.system());
    }

    private static boolean isInCluster(GraphSettings settings) {
        return !(settings.placement() instanceof Placement.OnMachine);
    }

    /** For a machine, unless another configuration knows better. */
    @Bean
    @ConditionalOnMissingBean
    GraphSettings sluiceGraphSettings(
            SluiceProperties properties,
            FilterCatalogue builtIn,
            SpringFilters springFilters,
            ObjectProvider<RequestTracing> tracing) {
        var listen = properties.listen();
        return new GraphSettings(
                properties.controllerName(),
                new Placement.OnMachine(listen.address(), listen.privilegedPortOffset()),
                AllowedFactories.onMachine(
                        builtIn, springFilters, properties.springFilters().allowed()),
                MeshSettings.OFF,
                support(tracing));
    }

    /** Whether policies for traces can be served here. */
    static TracingSupport support(ObjectProvider<RequestTracing> tracing) {
        return tracing.stream().anyMatch(RequestTracing::exports) ? TracingSupport.SERVED : TracingSupport.NO_LIBRARY;
    }

    @Bean
    GatewayLifecycle sluiceGatewayLifecycle(Pipeline pipeline, DataPlane dataPlane, ApplicationContext context) {
        return new GatewayLifecycle(pipeline, dataPlane, context);
    }

    /** In the place of Spring Boot's own, so that its readiness group has it without being told. */
    @Bean("readinessStateHealthIndicator")
    ServingReadiness sluiceReadiness(
            ApplicationAvailability availability, Pipeline pipeline, ObjectProvider<Prerequisite> others) {
        return new ServingReadiness(
                availability, pipeline, others.orderedStream().toList());
    }

    /** In a cluster any pod can reach the port of the actuator. */
    @Bean
    EndpointGuard sluiceEndpointGuard(GraphSettings settings, SluiceProperties properties, Environment environment) {
        return new EndpointGuard(
                environment.getProperty("management.endpoints.web.base-path", "/actuator"),
                isInCluster(settings) ? properties.management()::isPublic : _ -> true,
                settings.placement() instanceof Placement.OnNode);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    SluiceEndpoint sluiceEndpoint(
            Pipeline pipeline,
            Serving serving,
            ListenerServers servers,
            Upstreams upstreams,
            Recordings recordings,
            ObjectProvider<Steering> steering) {
        Steering ofNode = steering.getIfAvailable();
        return new SluiceEndpoint(
                pipeline, serving, servers, upstreams, recordings, () -> ofNode == null ? null : ofNode.keptForBoot());
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    PageEndpoint sluicePageEndpoint() {
        return new PageEndpoint();
    }
}

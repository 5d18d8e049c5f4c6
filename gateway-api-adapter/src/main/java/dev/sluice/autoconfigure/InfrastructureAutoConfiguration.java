package dev.sluice.autoconfigure;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.write.InfrastructureWriter;
import dev.sluice.infrastructure.write.KubernetesWrites;
import dev.sluice.observe.RequestTracing;
import dev.sluice.resource.ObjectName;
import dev.sluice.route.SpringFilters;
import dev.sluice.status.write.KubernetesStatusSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** In a cluster, Gateways listen in pods, and each has a Service that leads there. */
@AutoConfiguration(
        after = {DataPlaneAutoConfiguration.class, KubernetesAutoConfiguration.class},
        before = PipelineAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnClass(KubernetesClient.class)
@ConditionalOnBean(value = StoredObjects.class, name = KubernetesAutoConfiguration.CLIENT)
@EnableConfigurationProperties({InfrastructureProperties.class, KubernetesProperties.class})
public final class InfrastructureAutoConfiguration {

    /** For pods, in place of the settings for a machine. */
    @Bean
    @ConditionalOnMissingBean
    GraphSettings sluiceGraphSettings(
            SluiceProperties properties,
            InfrastructureProperties infrastructure,
            KubernetesProperties kubernetes,
            FilterCatalogue builtIn,
            SpringFilters springFilters,
            ObjectProvider<RequestTracing> tracing) {
        var role = properties.role();
        var gateway = kubernetes.onlyGateway();
        var share = gateway == null ? new Share.Common(infrastructure.dedicated() != null) : new Share.One(gateway);
        var placement = role == Role.MESH
                ? new Placement.OnNode(kubernetes.externalNames())
                : new Placement.InCluster(
                        properties.listen().address(), infrastructure.portRange(), share, kubernetes.externalNames());
        return new GraphSettings(
                properties.controllerName(),
                placement,
                AllowedFactories.inCluster(
                        builtIn, springFilters, properties.springFilters().allowed()),
                mesh(properties.mesh(), role, gateway != null),
                PipelineAutoConfiguration.support(tracing));
    }

    /** Judged where it is served, and where its status is written. */
    private static MeshSettings mesh(SluiceProperties.Mesh mesh, Role role, boolean ofOneGateway) {
        boolean served = switch (role) {
            case MESH -> true;
            case CONTROLLER, ALL -> mesh.enabled() && !ofOneGateway;
            case PROXY -> false;
        };
        return new MeshSettings(served, mesh.failureMode(), served && role != Role.MESH ? mesh.agents() : null);
    }

    @Bean(initMethod = "start")
    @ConditionalOnBean(Leadership.class)
    @ConditionalOnProperty("sluice.infrastructure.data-plane-service")
    InfrastructureWriter sluiceInfrastructureWriter(
            @Qualifier(KubernetesAutoConfiguration.CLIENT) KubernetesClient client,
            StoredObjects stored,
            Leadership leadership,
            InfrastructureProperties properties,
            KubernetesProperties kubernetes,
            SluiceProperties others,
            ObjectProvider<KubernetesStatusSink> statusSink) {
        String namespace = kubernetes.ownNamespace(client.getNamespace());
        var writer = new InfrastructureWriter(
                stored,
                leadership,
                new KubernetesWrites(new ApiServer(client)),
                settings(properties, others.controllerName(), namespace),
                InstantSource.system());
        statusSink.ifAvailable(sink -> writer.onRefused(sink::refused));
        return writer;
    }

    private static InfrastructureSettings settings(
            InfrastructureProperties properties, String controllerName, String namespace) {
        String service = Objects.requireNonNull(properties.dataPlaneService(), "is set, says the condition");
        var dedicated = Optional.ofNullable(properties.dedicated())
                .map(it -> new InfrastructureSettings.Dedicated(
                        new ObjectName(namespace, it.deployment()), it.namespaceRole(), it.clusterRoleBinding()));
        return new InfrastructureSettings(
                controllerName, new ObjectName(namespace, service), properties.portRange(), dedicated.orElse(null));
    }
}

package dev.sluice.autoconfigure;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.lease.LeaseLeadership;
import dev.sluice.infrastructure.Mark;
import dev.sluice.memory.HeapGuard;
import dev.sluice.observe.ClusterMetrics;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.kubernetes.ClusterClient;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.upstream.AddressGuard;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;

/**
 * The API server that is read, and the lead among replicas. Of Spring Cloud Kubernetes it takes the settings of the
 * client.
 */
@AutoConfiguration(
        before = SourceAutoConfiguration.class,
        beforeName = "org.springframework.cloud.kubernetes.fabric8.Fabric8AutoConfiguration")
@ConditionalOnGateway
@ConditionalOnClass(KubernetesClient.class)
@ConditionalOnBooleanProperty(KubernetesProperties.ENABLED)
@ConditionalOnMissingBean(ResourceSource.class)
@EnableConfigurationProperties({InfrastructureProperties.class, KubernetesProperties.class, SluiceProperties.class})
public final class KubernetesAutoConfiguration {

    /**
     * Name of the bean of Sluice's client. It is a bean apart: what the application asks of a KubernetesClient, or
     * Spring Cloud Kubernetes makes for it, is not this one. An application that has a bean of this name gives Sluice
     * that.
     */
    static final String CLIENT = "sluiceKubernetesClient";

    private static final String FOLDERS = "sluice.source.folders";

    /** A node agent serves no Gateways. */
    private static final List<Kind<?>> MESH_KINDS = Kinds.ALL.stream()
            .filter(kind -> !kind.equals(Kinds.GATEWAY_CLASS)
                    && !kind.equals(Kinds.X_MESH)
                    && !kind.equals(Kinds.GATEWAY)
                    && !kind.equals(Kinds.GATEWAY_PARAMETERS)
                    && !kind.equals(Kinds.X_TELEMETRY_POLICY)
                    && Kinds.LISTENER_SETS.stream().noneMatch(kind::equals))
            .toList();

    /** By the settings that Spring Cloud Kubernetes has found. */
    @Bean(name = CLIENT, defaultCandidate = false)
    @ConditionalOnMissingBean(name = CLIENT)
    KubernetesClient sluiceKubernetesClient(ObjectProvider<Config> configs) {
        return ClusterClient.of(configs.getIfAvailable(() -> Config.autoConfigure(null)));
    }

    /** Started and closed by the pipeline. */
    @Bean(destroyMethod = "")
    KubernetesSource sluiceKubernetesSource(
            @Qualifier(CLIENT) KubernetesClient client,
            KubernetesProperties properties,
            InfrastructureProperties infrastructure,
            SluiceProperties others) {
        if (!others.source().folders().isEmpty()) {
            throw new InvalidConfigurationPropertyValueException(
                    KubernetesProperties.ENABLED,
                    properties.enabled(),
                    "Objects come from a cluster or from " + FOLDERS + ", not from both.");
        }
        return new KubernetesSource(
                client, settings(client, properties, infrastructure.dedicated(), others), new HeapGuard());
    }

    /** Who may write a Service and a route in some namespace must not reach what only this pod can. */
    @Bean
    @ConditionalOnMissingBean
    AddressGuard sluiceAddressGuard() {
        return AddressGuard.ofPod();
    }

    private static KubernetesSource.Settings settings(
            KubernetesClient client,
            KubernetesProperties properties,
            InfrastructureProperties.@Nullable Dedicated dedicated,
            SluiceProperties others) {
        var role = others.role();
        var controllerName = others.controllerName();
        var gateway = properties.onlyGateway();
        String ownNamespace = properties.ownNamespace(client.getNamespace());
        boolean writes = gateway == null && role != Role.PROXY && role != Role.MESH;
        return new KubernetesSource.Settings(
                properties.namespaces(),
                gateway == null ? properties.secretNamespaces() : List.of(gateway.namespace()),
                writes && dedicated != null ? dedicated.clusterRoleBinding() : null,
                object -> writes
                        && (Mark.isOn(object)
                                || ObjectKey.of("", object).name().namespace().equals(ownNamespace)),
                properties.discoveryInterval(),
                role == Role.MESH ? MESH_KINDS : Kinds.ALL,
                gatewayClass -> gatewayClass.controllerName().equals(controllerName));
    }

    /** A pod that only serves never leads: it may not write. */
    @Bean(initMethod = "start")
    @Conditional(Writes.class)
    @ConditionalOnMissingBean(Leadership.class)
    LeaseLeadership sluiceLeadership(
            @Qualifier(CLIENT) KubernetesClient client,
            KubernetesProperties properties,
            SluiceProperties others,
            Environment environment) {
        var election = properties.leaderElection();
        String identity = properties.podName() == null ? environment.getProperty("HOSTNAME") : properties.podName();
        return new LeaseLeadership(
                new ApiServer(client),
                new LeaseLeadership.Settings(
                        properties.ownNamespace(client.getNamespace()),
                        election.lease(others.controllerName()),
                        identity == null ? hostName() : identity,
                        election.leaseDuration(),
                        election.renewDeadline(),
                        election.retryPeriod()));
    }

    /** A replica without an election never leads. */
    @Bean
    ClusterMetrics sluiceClusterMetrics(KubernetesSource source, ObjectProvider<Leadership> leadership) {
        return new ClusterMetrics(
                leadership.getIfAvailable(() -> Leadership.NEVER), source.kinds(), source::silence, source::waits);
    }

    /** Before anything else stops: another replica leads while this one drains. */
    @Bean
    ApplicationListener<ContextClosedEvent> sluiceLeadershipEnd(ObjectProvider<LeaseLeadership> leadership) {
        return _ -> leadership.ifAvailable(LeaseLeadership::close);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            throw new IllegalStateException("this host has no name: set sluice.kubernetes.pod-name", nameless);
        }
    }

    /** Neither in a pod of one Gateway nor in a proxy nor in an agent. */
    static final class Writes extends NoneNestedConditions {

        Writes() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "sluice.role", havingValue = "proxy")
        static final class AProxy {}

        @ConditionalOnProperty(name = "sluice.role", havingValue = "mesh")
        static final class AnAgent {}

        @ConditionalOnProperty("sluice.kubernetes.gateway")
        static final class OfOneGateway {}
    }
}

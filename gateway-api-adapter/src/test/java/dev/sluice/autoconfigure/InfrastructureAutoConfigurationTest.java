package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.infrastructure.write.InfrastructureWriter;
import dev.sluice.pipeline.PipelineEnds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class InfrastructureAutoConfigurationTest {

    private final ReactiveWebApplicationContextRunner runner =
            new ReactiveWebApplicationContextRunner().withUserConfiguration(Application.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** As if an API server were read. */
    @Configuration(proxyBeanMethods = false)
    static class Cluster {

        @Bean(destroyMethod = "")
        ResourceSource source() {
            return new NothingRead();
        }

        @Bean
        StoredObjects stored() {
            return mock(StoredObjects.class);
        }

        @Bean
        Leadership leadership() {
            return mock(Leadership.class);
        }

        @Bean(KubernetesAutoConfiguration.CLIENT)
        KubernetesClient client() {
            return mock(KubernetesClient.class);
        }
    }

    private static final class NothingRead implements ResourceSource {

        @Override
        public void start(Runnable changed) {}

        @Override
        public SourceSnapshot current() {
            return SourceSnapshot.NOTHING_READ;
        }

        @Override
        public void close() {}
    }

    @Test
    void inAFolderNothingIsMadeForGateways(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders[0]=" + folder).run(context -> {
            assertThat(context.getBean(PipelineEnds.class).infrastructure()).isSameAs(InfrastructureSink.NONE);
            assertThat(context.getBean(GraphSettings.class).placement()).isInstanceOf(Placement.OnMachine.class);
        });
    }

    @Test
    void inAClusterGatewaysListenInPodsAndGetServices() {
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues(
                        "sluice.infrastructure.data-plane-service=data-plane",
                        "sluice.kubernetes.pod-namespace=sluice-system",
                        "sluice.infrastructure.port-range=20000-20999")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(PipelineEnds.class).infrastructure())
                            .isSameAs(context.getBean(InfrastructureWriter.class));
                    assertThat(context.getBean(GraphSettings.class).placement())
                            .isEqualTo(new Placement.InCluster(
                                    "0.0.0.0",
                                    new PortRange(20000, 20999),
                                    new Share.Common(false),
                                    ExternalNames.REFUSE));
                });
    }

    @Test
    void anAgentOfTheMeshServesServicesAndNoGateway() {
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues(
                        "sluice.role=mesh",
                        "sluice.mesh.failure-mode=closed",
                        // Of the node, which the context of a test has not.
                        "spring.autoconfigure.exclude=" + MeshAutoConfiguration.class.getName())
                .run(context -> {
                    var settings = context.getBean(GraphSettings.class);
                    assertThat(settings.placement()).isInstanceOf(Placement.OnNode.class);
                    assertThat(settings.mesh()).isEqualTo(new MeshSettings(true, FailureMode.CLOSED, null));
                });
    }

    @Test
    void aControllerJudgesRoutesOfTheMeshWhereItIsEnabled() {
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues(
                        "sluice.role=controller",
                        "sluice.mesh.enabled=true",
                        "sluice.mesh.agents-service=sluice-system/sluice-mesh")
                .run(context -> assertThat(context.getBean(GraphSettings.class).mesh())
                        .isEqualTo(new MeshSettings(
                                true, FailureMode.OPEN, new ObjectName("sluice-system", "sluice-mesh"))));
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues("sluice.role=controller")
                .run(context ->
                        assertThat(context.getBean(GraphSettings.class).mesh()).isEqualTo(MeshSettings.OFF));
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues("sluice.role=proxy", "sluice.mesh.enabled=true")
                .run(context ->
                        assertThat(context.getBean(GraphSettings.class).mesh()).isEqualTo(MeshSettings.OFF));
    }

    @Test
    void withoutADataPlaneServiceNothingIsMade() {
        runner.withUserConfiguration(Cluster.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(InfrastructureWriter.class));
    }

    @Test
    void gatewaysCanHavePodsOfTheirOwnWhereTheirNamesAreGiven() {
        runner.withUserConfiguration(Cluster.class)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of(
                                        "SLUICE_INFRASTRUCTURE_DEDICATED_DEPLOYMENT", "sluice",
                                        "SLUICE_INFRASTRUCTURE_DEDICATED_NAMESPACE_ROLE", "sluice-namespace",
                                        "SLUICE_INFRASTRUCTURE_DEDICATED_CLUSTER_ROLE_BINDING", "sluice-readers"))))
                .run(context -> assertThat(context.getBean(GraphSettings.class).placement())
                        .isEqualTo(new Placement.InCluster(
                                "0.0.0.0", PortRange.USUAL, new Share.Common(true), ExternalNames.REFUSE)));
    }

    @Test
    void halfOfTheNamesEndsTheStart() {
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues("sluice.infrastructure.dedicated.deployment=sluice")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("namespaceRole"));
    }

    @Test
    void portRangeThatIsNoneEndsTheStartWithItsName() {
        runner.withUserConfiguration(Cluster.class)
                .withPropertyValues("sluice.infrastructure.port-range=80-90")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("port-range")
                        .hasStackTraceContaining("80-90"));
    }
}

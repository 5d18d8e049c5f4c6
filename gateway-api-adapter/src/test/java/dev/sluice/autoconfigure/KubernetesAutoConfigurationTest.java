package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.Steering;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineEnds;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.ObjectName;
import dev.sluice.serve.DataPlane;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.StatusSink;
import dev.sluice.source.file.FileSource;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.node.ObjectNode;

class KubernetesAutoConfigurationTest {

    private static final String IN_A_POD = "spring.main.cloud-platform=kubernetes";
    private static final String ENABLED = "sluice.kubernetes.enabled=true";

    private FakeApiServer server;
    private ReactiveWebApplicationContextRunner application;
    private ReactiveWebApplicationContextRunner runner;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** Long, for machines that have much else to do. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        application = new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withBean(Config.class, () -> Clients.config(server))
                .withPropertyValues(
                        "management.endpoint.health.probes.enabled=true",
                        "management.health.kubernetes.enabled=false",
                        "management.info.kubernetes.enabled=false",
                        "sluice.kubernetes.pod-name=here");
        runner = application.withPropertyValues(ENABLED);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static Status readiness(ApplicationContext context) {
        var health = context.getBean(ReadinessStateHealthIndicator.class).health();
        return health == null ? Status.UNKNOWN : health.getStatus();
    }

    @Test
    void anApplicationThatAsksForTheClusterGetsIt() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(KubernetesSource.class);
            assertThat(context.getBean(StoredObjects.class)).isSameAs(context.getBean(ResourceSource.class));
            assertThat(context.getBean(GraphSettings.class).placement().serviceNamesByDns())
                    .isFalse();
            soon().until(context.getBean(Leadership.class)::leads);
        });
    }

    @Test
    void aPodThatDoesNotAskReadsNoCluster() {
        application.withPropertyValues(IN_A_POD).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(ResourceSource.class);
            assertThat(context).doesNotHaveBean(KubernetesAutoConfiguration.CLIENT);
        });
    }

    @Test
    void foldersInAPodAreReadAndNoApiServerIsAsked(@TempDir Path folder) {
        application
                .withPropertyValues(IN_A_POD, "sluice.source.folders[0]=" + folder)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(FileSource.class);
                    assertThat(context).doesNotHaveBean(Leadership.class);
                    assertThat(context.getBean(GraphSettings.class).placement().serviceNamesByDns())
                            .isTrue();
                    assertThat(server.targets()).isEmpty();
                });
    }

    @Test
    void outsideOfAPodNothingOfKubernetesIsMade(@TempDir Path folder) {
        application
                .withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(KubernetesClient.class));
    }

    @Test
    void theApplicationsOwnClientStaysItsOwn() {
        var own = mock(KubernetesClient.class);
        runner.withBean("own", KubernetesClient.class, () -> own).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(KubernetesClient.class)).isSameAs(own);
            soon().until(context.getBean(Leadership.class)::leads);
            verifyNoInteractions(own);
        });
    }

    @Test
    void springCloudKubernetesMakesItsClientAsIfSluiceWereNotThere() {
        runner.withPropertyValues(IN_A_POD).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(KubernetesClient.class))
                    .isSameAs(context.getBean("kubernetesClient"))
                    .isNotSameAs(context.getBean(KubernetesAutoConfiguration.CLIENT));
        });
    }

    @Test
    void foldersAndTheClusterAtOnceEndTheStart(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("not from both"));
    }

    @Test
    void podOfOneGatewayServesThatAloneAndNeverLeads() {
        runner.withPropertyValues(
                        IN_A_POD,
                        "sluice.kubernetes.gateway=shop/edge",
                        "sluice.infrastructure.data-plane-service=data-plane",
                        "sluice.infrastructure.dedicated.deployment=sluice",
                        "sluice.infrastructure.dedicated.namespace-role=sluice-namespace",
                        "sluice.infrastructure.dedicated.cluster-role-binding=sluice-readers")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(KubernetesSource.class);
                    assertThat(context)
                            .doesNotHaveBean(Leadership.class)
                            .doesNotHaveBean(StatusSink.class)
                            .doesNotHaveBean(InfrastructureSink.class);
                    assertThat(context.getBean(GraphSettings.class).placement())
                            .isEqualTo(new Placement.InCluster(
                                    "0.0.0.0",
                                    PortRange.USUAL,
                                    new Share.One(new ObjectName("shop", "edge")),
                                    ExternalNames.REFUSE));
                    soon().until(() ->
                            context.getBean(ResourceSource.class).current().complete());
                    assertThat(server.targets())
                            .noneMatch(it -> it.contains("leases") || it.contains("rolebindings"))
                            .filteredOn(it -> it.contains("/secrets"))
                            .isNotEmpty()
                            .allMatch(it -> it.contains("/namespaces/shop/"));
                });
    }

    @Test
    void proxyNeverLeadsWritesNothingAndReadsSecretsOnlyWhereItIsTold() {
        runner.withPropertyValues(
                        IN_A_POD,
                        "sluice.role=proxy",
                        "sluice.kubernetes.secret-namespaces=shop,pay",
                        "sluice.infrastructure.data-plane-service=data-plane",
                        "sluice.infrastructure.dedicated.deployment=sluice",
                        "sluice.infrastructure.dedicated.namespace-role=sluice-namespace",
                        "sluice.infrastructure.dedicated.cluster-role-binding=sluice-readers")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(KubernetesSource.class);
                    assertThat(context)
                            .doesNotHaveBean(Leadership.class)
                            .doesNotHaveBean(StatusSink.class)
                            .doesNotHaveBean(InfrastructureSink.class);
                    assertThat(context.getBean(PipelineEnds.class).configs()).isInstanceOf(DataPlane.class);
                    soon().until(() ->
                            context.getBean(ResourceSource.class).current().complete());
                    assertThat(server.requests())
                            .allMatch(request -> request.method().equals("GET"));
                    assertThat(server.targets())
                            .noneMatch(it ->
                                    it.contains("leases") || it.contains("rolebindings") || it.contains("deployments"))
                            .filteredOn(it -> it.contains("/secrets") || it.contains("/configmaps"))
                            .isNotEmpty()
                            .allMatch(it -> it.contains("/namespaces/shop/") || it.contains("/namespaces/pay/"))
                            .anyMatch(it -> it.contains("/namespaces/shop/secrets"))
                            .anyMatch(it -> it.contains("/namespaces/pay/secrets"));
                });
    }

    @Test
    void agentNeverLeadsReadsNoGatewaysAndIsReadyOnceItsTrafficComes() {
        var steering = new FakeSteering();
        runner.withBean(Steering.class, () -> steering)
                .withPropertyValues(
                        IN_A_POD,
                        "sluice.role=mesh",
                        "sluice.mesh.node=worker",
                        "sluice.mesh.node-addresses=127.0.0.1",
                        "sluice.mesh.port=" + FreePorts.next())
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean(Leadership.class)
                            .doesNotHaveBean(StatusSink.class)
                            .doesNotHaveBean(InfrastructureSink.class);
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    soon().until(() -> readiness(context).equals(Status.UP));
                    assertThat(steering.calls.get()).isPositive();
                    assertThat(server.targets())
                            .noneMatch(it -> it.contains("/gateways") || it.contains("/gatewayclasses"))
                            .anyMatch(it -> it.contains("/httproutes"))
                            .filteredOn(it -> it.contains("/pods"))
                            .isNotEmpty()
                            .allMatch(it -> it.contains("spec.nodeName%3Dworker"));
                    assertThat(server.requests())
                            .allMatch(request -> request.method().equals("GET"));
                });
    }

    @Test
    void agentThatDoesNotKnowItsNodeDoesNotStart() {
        runner.withBean(Steering.class, FakeSteering::new)
                .withPropertyValues(IN_A_POD, "sluice.role=mesh", "sluice.mesh.node-addresses=127.0.0.1")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("sluice.mesh.node"));
        runner.withBean(Steering.class, FakeSteering::new)
                .withPropertyValues(IN_A_POD, "sluice.role=mesh", "sluice.mesh.node=worker")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("sluice.mesh.node-addresses"));
    }

    @Test
    void agentKeepsWhatIsClosedInTheFileThatIsNamed() {
        Map<String, String> members = new HashMap<>(Map.of("sluice.mesh.node-addresses", "192.0.2.1"));
        assertThat(steering(members).keptForBoot()).isNull();

        members.put("sluice.mesh.closed-file", "/a/closed.nft");
        assertThat(steering(members).keptForBoot())
                .isEqualTo(new KeptForBoot(Path.of("/a/closed.nft"), 0, KeptForBoot.LastBoot.UNKNOWN, null));
    }

    @Test
    void agentWhoseOwnPortIsNotKnownCannotHaveThatOfItsNodeLeadToIt() {
        Map<String, String> members = new HashMap<>(
                Map.of("sluice.mesh.node-addresses", "192.0.2.1", "sluice.mesh.management-port", "15007"));
        assertThatThrownBy(() -> steering(members))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("server.port must be a port");

        members.put("server.port", "15009");
        assertThat(steering(members).isInEffect()).isFalse();
    }

    private static Steering steering(Map<String, String> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", new HashMap<>(properties)));
        var bound = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sluice", SluiceProperties.class);
        var mesh = new MeshAutoConfiguration();
        return mesh.sluiceSteering(mesh.sluiceAgentAddress(bound), bound, environment);
    }

    @Test
    void controllerLeadsAndOpensNoSocket() {
        runner.withPropertyValues(
                        IN_A_POD,
                        "sluice.role=controller",
                        "sluice.infrastructure.data-plane-service=data-plane",
                        "sluice.kubernetes.pod-namespace=sluice-system")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(KubernetesSource.class);
                    assertThat(context).hasSingleBean(StatusSink.class).hasSingleBean(InfrastructureSink.class);
                    var socket = new ListenerSocket(
                            new PortId("shop", "edge", 80),
                            List.of(new BindAddress("0.0.0.0", FreePorts.next())),
                            SocketProtocol.HTTP,
                            List.of());
                    var config = new GatewayConfig(7, List.of(socket), List.of());
                    assertThat(context.getBean(PipelineEnds.class).configs().apply(config))
                            .isEqualTo(new Served(7, Map.of(socket.id(), new SocketState.Open(socket.addresses()))));
                    assertThat(isOpen(socket.addresses().getFirst().port())).isFalse();
                    soon().until(context.getBean(Leadership.class)::leads);
                });
    }

    private static boolean isOpen(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** But for its backends, which are addresses of the machine that it runs on. */
    @Test
    void exampleOfASpringFilterIsServedUnchanged() throws IOException {
        for (String file : List.of("gateway.yaml", "routes.yaml", "backends.yaml")) {
            String text = Files.readString(Path.of("..", "examples", "spring-filter", file));
            for (ObjectNode object : StoredGateway.objects(text)) {
                if (!object.path("kind").asString().equals("EndpointSlice")) {
                    object.withObject("/metadata").put("generation", 1);
                    if (!object.path("kind").asString().equals("GatewayClass")) {
                        object.withObject("/metadata").put("namespace", "default");
                    }
                    server.cluster().put(object);
                }
            }
        }
        runner.withPropertyValues(IN_A_POD).run(context -> {
            var pipeline = context.getBean(Pipeline.class);
            soon().until(() -> pipeline.current().statuses().stream()
                            .filter(status ->
                                    List.of("SpringFilter", "HTTPRoute").contains(status.kind()))
                            .count()
                    == 2);
            assertThat(pipeline.current().statuses())
                    .filteredOn(status -> List.of("SpringFilter", "HTTPRoute").contains(status.kind()))
                    .allSatisfy(status -> assertThat(status.toString())
                            .contains("type=Accepted, status=True", "type=ResolvedRefs, status=True"));
        });
    }

    @Test
    void nameThatIsNoGatewayEndsTheStart() {
        runner.withPropertyValues(IN_A_POD, "sluice.kubernetes.gateway=edge")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("such as shop/edge"));
    }

    @Test
    void noRequestIsWantedBeforeEverythingIsRead() {
        server.hold("httproutes");
        runner.withPropertyValues(IN_A_POD).run(context -> {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            soon().until(() -> server.targets().stream().anyMatch(it -> it.contains("httproutes")));
            assertThat(readiness(context)).isEqualTo(Status.OUT_OF_SERVICE);
            server.release("httproutes");
            soon().until(() -> readiness(context).equals(Status.UP));
        });
    }

    @Test
    void anApiServerThatIsAwayDoesNotHoldUpTheStart() {
        server.stop();
        runner.withPropertyValues(IN_A_POD).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(ResourceSource.class).current().complete())
                    .isFalse();
        });
    }
}

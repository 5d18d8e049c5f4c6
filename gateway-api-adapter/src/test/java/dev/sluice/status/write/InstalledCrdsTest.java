package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.status.InstalledApi;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class InstalledCrdsTest {

    private static final String CRD =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gatewayclasses.gateway.networking.k8s.io";
    private static final List<ObjectNode> ONE_CLASS = List.of(gatewayClass("a"));

    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private FakeApiServer server;
    private KubernetesClient client;
    private InstalledCrds crds;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        crds = new InstalledCrds(new ApiServer(client), () -> now);
        putCrd("v1.7.0");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatIsKnownIsNotReadAgain() {
        crds.current(ONE_CLASS);
        long reads = server.targets().size();

        crds.current(ONE_CLASS);

        assertThat(server.targets()).hasSize((int) reads);
    }

    @Test
    void channelIsRead() {
        assertThat(crds.current(ONE_CLASS).crds())
                .containsExactly(
                        entry("gatewayclasses.gateway.networking.k8s.io", new InstalledApi.Crd("v1.7.0", "standard")));
    }

    @Test
    void crdThatIsReplacedWithItsClassesIsSeenAtOnce() {
        assertThat(bundles(crds.current(ONE_CLASS))).containsExactly("v1.7.0");
        putCrd("v1.1.0");

        assertThat(bundles(crds.current(List.of(gatewayClass("b"))))).containsExactly("v1.1.0");
    }

    @Test
    void crdThatIsReplacedUnderItsClassesIsSeenAfterTenSeconds() {
        crds.current(ONE_CLASS);
        putCrd("v1.6.0");

        assertThat(bundles(crds.current(ONE_CLASS))).containsExactly("v1.7.0");
        now = now.plusSeconds(11);
        assertThat(bundles(crds.current(ONE_CLASS))).containsExactly("v1.6.0");
    }

    @Test
    void lookIsOneRequest() {
        crds.current(ONE_CLASS);
        int reads = server.targets().size();
        now = now.plusSeconds(11);

        crds.current(ONE_CLASS);
        crds.current(ONE_CLASS);

        assertThat(server.targets().subList(reads, server.targets().size())).containsExactly("GET " + CRD);
    }

    @Test
    void everyCrdIsReadAnewAfterTenMinutes() {
        crds.current(ONE_CLASS);
        int reads = server.targets().size();
        now = now.plus(Duration.ofMinutes(11));

        crds.current(ONE_CLASS);

        assertThat(server.targets().size() - reads).isEqualTo(reads);
    }

    private void putCrd(String bundleVersion) {
        server.cluster().put((ObjectNode) FlowYaml.read("""
                {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
                 metadata: {name: gatewayclasses.gateway.networking.k8s.io,
                   annotations: {gateway.networking.k8s.io/bundle-version: %s,
                     gateway.networking.k8s.io/channel: standard}},
                 spec: {versions: [{name: v1}]}}
                """.formatted(bundleVersion)));
    }

    private static ObjectNode gatewayClass(String uid) {
        return (ObjectNode) FlowYaml.read("{kind: GatewayClass, metadata: {name: sluice, uid: %s}}".formatted(uid));
    }

    private static Collection<String> bundles(InstalledApi api) {
        return api.crds().values().stream().map(InstalledApi.Crd::bundleVersion).toList();
    }
}

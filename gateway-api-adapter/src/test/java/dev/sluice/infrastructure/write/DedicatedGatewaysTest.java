package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Objects;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.InfrastructureSettings.Dedicated;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.PodFields;
import dev.sluice.resource.GatewayParameters.Resources;
import dev.sluice.resource.GatewayParameters.ServiceFields;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.testkit.FakeCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Gateways that have pods of their own. */
final class DedicatedGatewaysTest {

    private static final PodFields OWN_PODS = new PodFields("dedicated", null, null);
    private static final PodFields OTHERS_PODS = new PodFields(null, null, null);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectName READERS = new ObjectName("", "sluice-readers");
    private static final Dedicated DEDICATED =
            new Dedicated(new ObjectName("sluice-system", "sluice"), "sluice-namespace", READERS.name());

    private static final String OWN = """
            {"kind": "Deployment", "metadata": {"name": "sluice", "namespace": "sluice-system"},
             "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "sluice"}},
               "template": {"metadata": {"labels": {"app": "sluice"}},
                 "spec": {"serviceAccountName": "sluice", "containers": [{"name": "sluice", "image": "%s"}]}}}}""";

    private final FakeCluster cluster = new FakeCluster();
    private final FakeWrites writes = new FakeWrites(cluster);
    private final FakeStoredObjects watched = new FakeStoredObjects(cluster);
    private final InfrastructureWriter writer = new InfrastructureWriter(
            watched,
            new Leads(),
            writes,
            new InfrastructureSettings(
                    GraphSettings.CONTROLLER_NAME,
                    new ObjectName("sluice-system", "data-plane"),
                    new PortRange(20000, 20004),
                    DEDICATED),
            () -> Instant.EPOCH,
            FakeWrites.openPods());

    @BeforeEach
    void install() {
        cluster.put(OWN.formatted("sluice:1"));
        cluster.put("""
                {"kind": "ClusterRoleBinding", "metadata": {"name": "sluice-readers"},
                 "roleRef": {"kind": "ClusterRole", "name": "sluice-readers"}}""");
        cluster.put("""
                {"kind": "EndpointSlice", "addressType": "IPv4", "endpoints": [{"addresses": ["10.201.0.1"]}],
                 "metadata": {"name": "pods", "namespace": "sluice-system",
                   "labels": {"kubernetes.io/service-name": "data-plane"}}}""");
    }

    @Nested
    class Making {

        @Test
        void gatewayGetsAServiceThatSelectsItsOwnPodsAndTheirAccountAndDeployment() {
            settle(dedicated("a"));

            assertThat(writes.requests())
                    .containsExactly(
                            "create Service a-sluice",
                            "create ServiceAccount a-sluice",
                            "create RoleBinding a-sluice",
                            "create Deployment a-sluice",
                            "patch ClusterRoleBinding sluice-readers");
            assertThat(stored("Service").at("/spec/selector"))
                    .isEqualTo(stored("Deployment").at("/spec/selector/matchLabels"))
                    .isEqualTo(JSON.readTree("{\"sluice.dev/gateway-uid\": \"a-uid\"}"));
            assertThat(stored("Service").at("/spec/ports/0/targetPort").intValue())
                    .isEqualTo(20000);
        }

        /** Which pods a Deployment selects cannot be changed. */
        @Test
        void deploymentOfAGatewayThatHadTheNameBeforeIsMadeAgain() {
            settle(dedicated("a"));
            for (var kind : List.of("Service", "ServiceAccount", "RoleBinding", "Deployment")) {
                cluster.edit(kind, "shop", "a-sluice", "{\"metadata\": {\"ownerReferences\": null}}");
            }
            cluster.edit("Deployment", "shop", "a-sluice", """
                    {"spec": {"selector": {"matchLabels": {"sluice.dev/gateway-uid": "before"}}}}""");
            writes.requests();

            settle(dedicated("a"));

            assertThat(writes.requests())
                    .containsExactly(
                            "patch Service a-sluice",
                            "patch ServiceAccount a-sluice",
                            "patch RoleBinding a-sluice",
                            "delete Deployment a-sluice",
                            "create Deployment a-sluice");
            assertThat(stored("Deployment").at("/spec/selector")).isEqualTo(JSON.readTree("""
                    {"matchLabels": {"sluice.dev/gateway-uid": "a-uid"}}"""));
        }

        @Test
        void accountReadsWhatIsSecretInItsNamespaceAlone() {
            settle(dedicated("a"));

            var binding = stored("RoleBinding");
            assertThat(binding.at("/roleRef/name").asString()).isEqualTo("sluice-namespace");
            assertThat(binding.path("subjects"))
                    .isEqualTo(readers())
                    .isEqualTo(JSON.readTree(
                            "[{\"kind\": \"ServiceAccount\", \"name\": \"a-sluice\", \"namespace\": \"shop\"}]"));
        }

        @Test
        void everythingGoesWithTheGateway() {
            settle(dedicated("a"));

            assertThat(Stream.of("Service", "ServiceAccount", "RoleBinding", "Deployment"))
                    .allSatisfy(kind -> assertThat(stored(kind)
                                    .at("/metadata/ownerReferences/0/uid")
                                    .asString(""))
                            .isEqualTo("a-uid"));
        }

        @Test
        void settledMeansNoWritesWhateverTheApiServerFillsIn() {
            settle(dedicated("a"), dedicated("b"));
            cluster.edit("Deployment", "shop", "a-sluice", """
                    {"spec": {"replicas": 1, "progressDeadlineSeconds": 600, "template": {"spec": {"dnsPolicy": "x"}}},
                     "status": {"readyReplicas": 1}}""");
            writes.requests();

            settle(dedicated("a"), dedicated("b"));

            assertThat(writes.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Service", "ServiceAccount", "RoleBinding", "Deployment"})
        void foreignObjectOfTheNameIsNeverTakenOver(String kind) {
            cluster.put("""
                    {"kind": "%s", "metadata": {"name": "a-sluice", "namespace": "shop"}, "spec": {"ports": []}}""".formatted(kind));
            var before = stored(kind);

            settle(dedicated("a"));

            assertThat(stored(kind)).isEqualTo(before);
            assertThat(writes.requests()).doesNotContain("create " + kind + " a-sluice");
        }

        @Test
        void foreignAccountIsGivenNothingToReadEverywhere() {
            cluster.put("""
                    {"kind": "ServiceAccount", "metadata": {"name": "a-sluice", "namespace": "shop"}}""");

            settle(dedicated("a"));

            assertThat(readers()).isEmpty();
        }

        @Test
        void nothingIsMadeWhileOurOwnDeploymentIsNotKnown() {
            cluster.put("""
                    {"kind": "Deployment", "metadata": {"name": "other", "namespace": "sluice-system"}}""");
            var alone = new FakeCluster();
            var watchedAlone = new FakeStoredObjects(alone);
            var writesAlone = new FakeWrites(alone);
            var without = new InfrastructureWriter(
                    watchedAlone,
                    new Leads(),
                    writesAlone,
                    new InfrastructureSettings(
                            GraphSettings.CONTROLLER_NAME, READERS, new PortRange(20000, 20004), DEDICATED),
                    () -> Instant.EPOCH,
                    FakeWrites.openPods());
            alone.put(gatewayTree("a"));
            var state = state(watchedAlone, dedicated("a"));

            without.accept(Shop.graph(state), state);
            without.work();

            assertThat(writesAlone.requests()).isEmpty();
        }
    }

    @Nested
    class Following {

        @Test
        void newImageOfOursIsThatOfTheOthers() {
            settle(dedicated("a"));
            writes.requests();

            cluster.put(OWN.formatted("sluice:2"));
            settle(dedicated("a"));

            assertThat(writes.requests()).containsExactly("patch Deployment a-sluice");
            assertThat(stored("Deployment")
                            .at("/spec/template/spec/containers/0/image")
                            .asString(""))
                    .isEqualTo("sluice:2");
        }

        @Test
        void whatOursHasNoMoreGoes() {
            var own = (ObjectNode) JSON.readTree(OWN.formatted("sluice:1"));
            own.withObject("/spec/template/spec/nodeSelector").put("edge", "true");
            cluster.put(own.toString());
            settle(dedicated("a"));

            cluster.put(OWN.formatted("sluice:1"));
            settle(dedicated("a"));

            assertThat(stored("Deployment").at("/spec/template/spec").has("nodeSelector"))
                    .isFalse();
        }

        @Test
        void replicasAreThoseOfTheParametersAndElseLeftToOthers() {
            settle(dedicated("a"));
            assertThat(stored("Deployment").path("spec").has("replicas")).isFalse();
            cluster.edit("Deployment", "shop", "a-sluice", "{\"spec\": {\"replicas\": 5}}");

            settle(dedicated("a"));
            assertThat(replicas()).isEqualTo(5);

            settle(new PodFields("dedicated", 2, null), dedicated("a"));
            assertThat(replicas()).isEqualTo(2);
        }

        @Test
        void newImageLeavesTheReplicasThatOthersHaveSet() {
            settle(dedicated("a"));
            cluster.edit("Deployment", "shop", "a-sluice", "{\"spec\": {\"replicas\": 5}}");

            cluster.put(OWN.formatted("sluice:2"));
            settle(dedicated("a"));

            assertThat(replicas()).isEqualTo(5);
        }

        @Test
        void resourcesAreThoseOfTheParametersAndElseOurs() {
            settle(dedicated("a"));
            var ours = stored("Deployment").at("/spec/template/spec/containers/0/resources");

            settle(new PodFields("dedicated", null, new Resources(Map.of("cpu", "2"), Map.of())), dedicated("a"));

            assertThat(stored("Deployment").at("/spec/template/spec/containers/0/resources"))
                    .isEqualTo(JSON.readTree("{\"requests\": {\"cpu\": \"2\"}}"));
            settle(dedicated("a"));
            assertThat(stored("Deployment").at("/spec/template/spec/containers/0/resources"))
                    .isEqualTo(ours);
        }

        private int replicas() {
            return stored("Deployment").at("/spec/replicas").intValue();
        }
    }

    @Nested
    class ChangingTheMode {

        @Test
        void sharedPodsAreLeftWhenThoseOfTheGatewayAreReady() {
            settle(OTHERS_PODS, dedicated("a"));
            writes.requests();

            settle(dedicated("a"));
            assertThat(writes.requests())
                    .contains("patch Service a-sluice", "create Deployment a-sluice")
                    .doesNotContain("delete EndpointSlice a-sluice-ipv4");
            readyPod();
            settle(dedicated("a"));

            assertThat(writes.requests()).containsExactly("delete EndpointSlice a-sluice-ipv4");
        }

        @Test
        void whatOnlyDedicatedGatewaysHaveGoes() {
            settle(dedicated("a"), dedicated("b"));
            writes.requests();

            settle(OTHERS_PODS, dedicated("a"), dedicated("b"));

            assertThat(writes.requests())
                    .containsExactlyInAnyOrder(
                            "create EndpointSlice a-sluice-ipv4",
                            "delete Deployment a-sluice",
                            "delete ServiceAccount a-sluice",
                            "delete RoleBinding a-sluice",
                            "create EndpointSlice b-sluice-ipv4",
                            "delete Deployment b-sluice",
                            "delete ServiceAccount b-sluice",
                            "delete RoleBinding b-sluice",
                            "patch ClusterRoleBinding sluice-readers");
            assertThat(readers()).isEmpty();
        }

        /** Kubernetes leaves the EndpointSlices that it has made for a selector, when that is taken away. */
        @Test
        void selectorOfTheGatewaysPodsStaysAndSelectsNone() {
            settle(dedicated("a"));
            settle(OTHERS_PODS, dedicated("a"));

            assertThat(stored("Service").at("/spec/selector").size()).isEqualTo(1);
            cluster.edit("Service", "shop", "a-sluice", "{\"spec\": {\"selector\": {\"app\": \"theirs\"}}}");
            settle(OTHERS_PODS, dedicated("a"));

            assertThat(stored("Service").path("spec").has("selector")).isFalse();
        }

        @Test
        void whoHasNoGatewayAnyMoreReadsNothing() {
            settle(dedicated("a"), dedicated("b"));
            Stream.of("Gateway a", "ServiceAccount a-sluice", "Deployment a-sluice", "RoleBinding a-sluice")
                    .forEach(gone -> cluster.remove(
                            gone.substring(0, gone.indexOf(' ')), "shop", gone.substring(gone.indexOf(' ') + 1)));

            settle(dedicated("b"));

            assertThat(readers()).hasSize(1);
            assertThat(readers().at("/0/name").asString()).isEqualTo("b-sluice");
        }
    }

    @Test
    void accountsOfAGatewayWhoseParametersAreWrongStay() {
        settle(dedicated("a"));
        writes.requests();

        settle(new PodFields("dedicatd", null, null), dedicated("a"));

        assertThat(writes.requests()).isEmpty();
        assertThat(readers()).hasSize(1);
    }

    private void settle(Gateway... gateways) {
        settle(OWN_PODS, gateways);
    }

    /** Turns of the pipeline, until nothing is written; more than a few would be a loop. */
    private void settle(PodFields pods, Gateway... gateways) {
        for (Gateway gateway : gateways) {
            cluster.put(gatewayTree(gateway.name().name()));
        }
        for (int turn = 0; turn < 4; turn++) {
            var all = new ArrayList<WatchedObject>(List.of(gateways));
            var service = new ServiceFields(null, null, null, List.of(), null, List.of());
            all.add(new GatewayParameters(meta("pods"), new GatewayParameters.Definition.Spec(service, pods)));
            var state = state(watched, all.toArray(WatchedObject[]::new));
            writer.accept(Shop.graph(state), state);
            writer.work();
        }
    }

    private static ClusterState state(StoredObjects stored, WatchedObject... objects) {
        var all = new ArrayList<WatchedObject>(List.of(objects));
        all.add(Objects.gatewayClass());
        for (Kind<?> kind : List.of(Kinds.SERVICE, Kinds.ENDPOINT_SLICE)) {
            stored.all(kind.word()).forEach(tree -> all.add(ObjectDecoder.decode(kind, tree)));
        }
        return ClusterState.of(all);
    }

    /** As Kubernetes would say. */
    private void readyPod() {
        cluster.put("""
                {"kind": "EndpointSlice", "addressType": "IPv4",
                 "endpoints": [{"addresses": ["10.201.0.7"], "conditions": {"ready": true}}],
                 "metadata": {"name": "a-sluice-x7k2p", "namespace": "shop", "labels": {
                   "kubernetes.io/service-name": "a-sluice",
                   "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}}}""");
    }

    private JsonNode stored(String kind) {
        return java.util.Objects.requireNonNull(cluster.find(kind, "shop", "a-sluice"), kind);
    }

    private JsonNode readers() {
        return watched.find("ClusterRoleBinding", READERS).orElseThrow().path("subjects");
    }

    private static Gateway dedicated(String name) {
        var ref = new ParametersRef("sluice.dev", "GatewayParameters", "pods", null);
        return Shop.gateway(name, 1, new Gateway.Infrastructure(Map.of(), Map.of(), ref), 80);
    }

    private static String gatewayTree(String name) {
        return "{\"kind\": \"Gateway\", \"metadata\": {\"name\": \"%s\", \"namespace\": \"shop\", \"uid\": \"%s-uid\"}}"
                .formatted(name, name);
    }

    private static ObjectMeta meta(String name) {
        return new ObjectMeta(new ObjectName("shop", name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    private static final class Leads implements Leadership {

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public void onChange(Runnable changed) {}
    }
}

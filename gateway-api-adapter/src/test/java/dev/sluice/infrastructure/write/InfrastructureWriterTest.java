package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.api.Answer;
import dev.sluice.condition.Condition;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Objects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.PodFields;
import dev.sluice.resource.GatewayParameters.ServiceFields;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class InfrastructureWriterTest {

    private static final ObjectName DATA_PLANE = new ObjectName("sluice-system", "data-plane");

    private final FakeCluster cluster = new FakeCluster();
    private final FakeWrites writes = new FakeWrites(cluster);
    private final FakeStoredObjects watched = new FakeStoredObjects(cluster);
    private final FakeLeadership leadership = new FakeLeadership();
    private Instant now = Instant.EPOCH;
    private final InfrastructureWriter writer = new InfrastructureWriter(
            watched,
            leadership,
            writes,
            new InfrastructureSettings(GraphSettings.CONTROLLER_NAME, DATA_PLANE, Shop.PORTS, null),
            () -> now,
            FakeWrites.openPods());

    @BeforeEach
    void runPods() {
        pods("10.201.0.1");
        assertThat(writes.requests()).isEmpty();
    }

    @Nested
    class Making {

        @Test
        void gatewayGetsAServiceAndThenItsEndpoints() {
            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests())
                    .containsExactly("create Service a-sluice", "create EndpointSlice a-sluice-ipv4");
            assertThat(targetPort("a-sluice")).isEqualTo(20000);
        }

        @Test
        void settledMeansNoWrites() {
            var gateways = IntStream.range(0, 5)
                    .mapToObj(i -> Shop.gateway("gw" + i, i, 80))
                    .toArray(Gateway[]::new);
            turn(gateways);
            assertThat(writes.requests()).hasSize(10);

            turn(gateways);
            turn(gateways);

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void nothingIsWrittenTwiceWhileTheWatchIsBehind() {
            exist(Shop.gateway("a", 2, 80), Shop.gateway("b", 1, 80));
            watched.hold();
            turn(Shop.gateway("a", 2, 80));
            turn(Shop.gateway("a", 2, 80), Shop.gateway("b", 1, 80));
            watched.release();
            turn(Shop.gateway("a", 2, 80), Shop.gateway("b", 1, 80));

            assertThat(writes.requests())
                    .containsExactlyInAnyOrder(
                            "create Service a-sluice",
                            "create EndpointSlice a-sluice-ipv4",
                            "create Service b-sluice",
                            "create EndpointSlice b-sluice-ipv4");
            assertThat(targetPort("a-sluice")).isEqualTo(20000);
            assertThat(targetPort("b-sluice")).isEqualTo(20001);
        }

        @Test
        void whatIsNeverToldIsWrittenAgain() {
            exist(Shop.gateway("a", 1, 80));
            watched.hold();
            turn(Shop.gateway("a", 1, 80));
            cluster.remove("Service", "shop", "a-sluice");
            cluster.remove("EndpointSlice", "shop", "a-sluice-ipv4");
            now = now.plusSeconds(6);
            turn(Shop.gateway("a", 1, 80));

            assertThat(cluster.find("Service", "shop", "a-sluice")).isNotNull();
        }

        @Test
        void podsThatComeAndGoAreFollowed() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();

            pods("10.201.0.1", "10.201.0.2");
            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("patch EndpointSlice a-sluice-ipv4");
            assertThat(stored("EndpointSlice", "a-sluice-ipv4").path("endpoints"))
                    .hasSize(2);
        }

        @Test
        void endpointsStayWhileNothingIsKnownOfThePods() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();

            cluster.put("""
                    {"kind": "EndpointSlice", "metadata": {"name": "pods", "namespace": "sluice-system"}}""");
            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void newListenerIsAddedAndTheNodePortOfTheOthersStays() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"ports": [{"name": "port-80", "port": 80, "protocol": "TCP", "targetPort": 20000,
                      "nodePort": 30123}]}}""");

            turn(Shop.gateway("a", 1, 80, 8080));

            assertThat(writes.requests())
                    .containsExactly("patch Service a-sluice", "patch EndpointSlice a-sluice-ipv4");
            assertThat(stored("Service", "a-sluice").path("spec").path("ports").values())
                    .extracting(port -> port.path("nodePort").asInt(0))
                    .containsExactly(30123, 0);
        }

        @Test
        void writesOfManyGatewaysDoNotWaitForOneThatIsRefused() {
            writes.answer("create Service a-sluice", new Answer.Refused(422, "quota exceeded"));

            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(writes.requests())
                    .containsExactlyInAnyOrder(
                            "create Service a-sluice", "create Service b-sluice", "create EndpointSlice b-sluice-ipv4");
        }

        @Test
        void serverThatIsAwayIsTriedAgain() {
            writes.setAway(true);
            assertThatThrownBy(() -> turn(Shop.gateway("a", 1, 80))).hasMessage("the API server is away");
            writes.setAway(false);
            turn(Shop.gateway("a", 1, 80));

            assertThat(cluster.find("Service", "shop", "a-sluice")).isNotNull();
        }
    }

    @Nested
    class Metadata {

        @Test
        void foreignLabelsAreKeptAndPropagatedOnesGoWhenTheyAreNotAskedForAnyMore() {
            turn(Shop.gateway("a", 1, infrastructure(Map.of("team", "x"), Map.of("note", "y")), 80));
            cluster.edit("Service", "shop", "a-sluice", """
                    {"metadata": {"labels": {"theirs": "1"}, "annotations": {"theirs": "2"}}}""");

            turn(Shop.gateway("a", 1, 80));

            var metadata = stored("Service", "a-sluice").path("metadata");
            assertThat(metadata.path("labels").propertyNames())
                    .containsExactlyInAnyOrder(
                            "theirs",
                            "app.kubernetes.io/managed-by",
                            "gateway.networking.k8s.io/gateway-name",
                            "gateway.networking.k8s.io/gateway-class-name");
            assertThat(metadata.path("annotations").propertyNames()).containsExactly("theirs");
        }

        @Test
        void changedLabelsAreWrittenToEverything() {
            turn(Shop.gateway("a", 1, infrastructure(Map.of("team", "x"), Map.of()), 80));
            writes.requests();

            turn(Shop.gateway("a", 1, infrastructure(Map.of("team", "y"), Map.of()), 80));

            assertThat(writes.requests())
                    .containsExactly("patch Service a-sluice", "patch EndpointSlice a-sluice-ipv4");
        }
    }

    @Nested
    class WhatOthersDo {

        @Test
        void foreignServiceIsNotTouchedAndGetsNoEndpoints() {
            cluster.put("""
                    {"kind": "Service", "metadata": {"name": "a-sluice", "namespace": "shop"}, "spec": {"ports": []}}""");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void foreignServiceThatIsNotToldYetGetsNoEndpoints() {
            exist(Shop.gateway("a", 1, 80));
            watched.hold();
            cluster.put("""
                    {"kind": "Service", "metadata": {"name": "a-sluice", "namespace": "shop"}, "spec": {"ports": []}}""");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("create Service a-sluice");
        }

        @Test
        void serviceOfAGatewayThatHadTheNameBeforeIsNotTouched() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();
            cluster.edit("Service", "shop", "a-sluice", """
                    {"metadata": {"ownerReferences": [{"kind": "Gateway", "uid": "older-uid", "controller": true}]}}""");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void whatOthersChangeIsChangedBack() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"type": "ClusterIP", "selector": {"app": "theirs"}}}""");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("patch Service a-sluice");
            var spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.path("type").asString()).isEqualTo("LoadBalancer");
            assertThat(spec.has("selector")).isFalse();
        }

        @Test
        void portThatAnOlderGatewayClaimsIsGivenUp() {
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));
            cluster.edit("Service", "shop", "b-sluice", """
                    {"spec": {"ports": [{"name": "port-80", "port": 80, "protocol": "TCP", "targetPort": 20000}]}}""");
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(targetPort("a-sluice")).isEqualTo(20000);
            assertThat(targetPort("b-sluice")).isEqualTo(20001);
        }
    }

    @Nested
    class WhatTheApiServerRefuses {

        private final List<Map<ObjectName, Condition>> told = new ArrayList<>();

        @BeforeEach
        void listen() {
            writer.onRefused(told::add);
        }

        @Test
        void isToldOnceOfItsGatewayAndAgainWhenItIsTaken() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota: balancers"));
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));
            now = now.plusSeconds(60);
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(told).singleElement().satisfies(refused -> {
                assertThat(refused).containsOnlyKeys(new ObjectName("shop", "a"));
                assertThat(refused.values()).singleElement().satisfies(programmed -> {
                    assertThat(programmed.holds()).isFalse();
                    assertThat(programmed.reason()).isEqualTo("NoResources");
                    assertThat(programmed.message()).contains("Service shop/a-sluice", "exceeded quota: balancers");
                });
            });

            writes.answer("create Service a-sluice", null);
            now = now.plusSeconds(300);
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(told).hasSize(2);
            assertThat(told.getLast()).isEmpty();
        }

        @Test
        void staysToldWhileItWaits() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota"));
            turn(Shop.gateway("a", 1, 80));
            now = now.plusSeconds(1);
            turn(Shop.gateway("a", 1, 80));

            assertThat(told).hasSize(1);
        }

        @Test
        void isOfAnyObjectOfTheGateway() {
            writes.answer("create EndpointSlice a-sluice-ipv4", new Answer.Refused(400, "denied"));
            turn(Shop.gateway("a", 1, 80));

            assertThat(told.getLast().values())
                    .extracting(Condition::message)
                    .singleElement()
                    .asString()
                    .contains("EndpointSlice shop/a-sluice-ipv4: denied");
        }

        @Test
        void isForgottenByWhoNoLongerLeads() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota"));
            turn(Shop.gateway("a", 1, 80));
            leadership.set(false);
            writer.work();

            assertThat(told).hasSize(2);
            assertThat(told.getLast()).isEmpty();
        }
    }

    /** As after a restore, or where a Gateway was deleted with --cascade=orphan. */
    @Nested
    class WhatNobodyOwnsAnyMore {

        @BeforeEach
        void ownersAreLost() {
            turn(Shop.gateway("b", 0, 80), Shop.gateway("a", 1, 80));
            for (var kind : List.of("Service", "EndpointSlice")) {
                edit(kind, "{\"metadata\": {\"ownerReferences\": null}}");
            }
            writes.requests();
        }

        @Test
        void isTakenAgainOnItsPorts() {
            turn(Shop.gateway("b", 0, 80), Shop.gateway("a", 1, 80));

            assertThat(writes.requests())
                    .containsExactly("patch Service a-sluice", "patch EndpointSlice a-sluice-ipv4");
            assertThat(owners("Service", "a-sluice")).containsExactly("a-uid");
            assertThat(owners("EndpointSlice", "a-sluice-ipv4")).containsExactly("a-uid");
            assertThat(targetPort("a-sluice")).isEqualTo(20001);
        }

        @Test
        void isTakenByAGatewayOfTheSameNameThatIsMadeAfterwards() {
            var again = withUid(Shop.gateway("a", 1, 80), "second");

            turn(Shop.gateway("b", 0, 80), again);

            assertThat(owners("Service", "a-sluice")).containsExactly("second");
            assertThat(owners("EndpointSlice", "a-sluice-ipv4")).containsExactly("second");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"labels\": {\"app.kubernetes.io/managed-by\": null}}",
                    "{\"labels\": {\"app.kubernetes.io/managed-by\": \"Helm\"}}",
                    "{\"labels\": {\"gateway.networking.k8s.io/gateway-name\": \"b\"}}",
                    "{\"annotations\": {\"sluice.dev/controller-name\": \"example.com/edge\"}}",
                    "{\"ownerReferences\": [{\"kind\": \"Release\", \"uid\": \"theirs\", \"controller\": true}]}"
                })
        void isLeftAloneWhereItIsNotOurs(String metadata) {
            edit("Service", "{\"metadata\": " + metadata + "}");

            turn(Shop.gateway("b", 0, 80), Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).isEmpty();
        }

        private void edit(String kind, String change) {
            cluster.edit(kind, "shop", kind.equals("Service") ? "a-sluice" : "a-sluice-ipv4", change);
        }

        private List<String> owners(String kind, String name) {
            return stored(kind, name).at("/metadata/ownerReferences").values().stream()
                    .map(owner -> owner.path("uid").asString())
                    .toList();
        }

        private static Gateway withUid(Gateway gateway, String uid) {
            var meta = gateway.metadata();
            return new Gateway(
                    new ObjectMeta(
                            meta.name(), uid, meta.generation(), meta.created(), meta.labels(), meta.annotations()),
                    gateway.spec());
        }
    }

    @Nested
    class Disputes {

        /** A webhook that changes what is written, or a controller that changes it back. */
        @Test
        void writesThatOthersUndoAreBounded() {
            turn(Shop.gateway("a", 1, 80));
            var theirs = new AtomicInteger();
            writes.afterWrite(() -> {
                theirs.incrementAndGet();
                cluster.edit("Service", "shop", "a-sluice", """
                        {"spec": {"type": "ClusterIP"}}""");
            });
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"type": "ClusterIP"}}""");
            writes.requests();

            for (int i = 0; i < 600; i++) {
                turn(Shop.gateway("a", 1, 80));
                now = now.plusMillis(100);
            }

            assertThat(writes.requests()).as("in a minute").hasSizeBetween(5, 8);
        }

        @Test
        void podsAreFollowedWhileTheServiceIsDisputed() {
            turn(Shop.gateway("a", 1, 80));
            writes.afterWrite(() -> cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"type": "ClusterIP"}}"""));
            for (int i = 0; i < 10; i++) {
                turn(Shop.gateway("a", 1, 80));
                cluster.edit("Service", "shop", "a-sluice", """
                        {"spec": {"type": "ClusterIP"}}""");
            }
            writes.afterWrite(() -> {});
            writes.requests();

            pods("10.201.0.2");
            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("patch EndpointSlice a-sluice-ipv4");
        }

        @Test
        void whatIsRefusedIsTriedAgainAfterAWhileAndNotAtEachChange() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "quota"));
            for (int i = 0; i < 300; i++) {
                turn(Shop.gateway("a", 1, 80));
                now = now.plusMillis(100);
            }
            assertThat(writes.requests()).as("in 30 s").containsExactly("create Service a-sluice");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("create Service a-sluice");
        }
    }

    @Nested
    class AnotherInstallation {

        @Test
        void neitherTouchesWhatTheOtherHasMade() {
            turn(Shop.gateway("a", 1, 80));
            cluster.edit("Service", "shop", "a-sluice", """
                    {"metadata": {"annotations": {"sluice.dev/controller-name": "example.com/edge"}}}""");
            writes.requests();

            turn(inClass(Shop.gateway("a", 1, 80), "other"), foreignClass());

            assertThat(writes.requests()).containsExactly("delete EndpointSlice a-sluice-ipv4");
        }

        @Test
        void whatIsMadeSaysByWhichControllerUnlessItIsTheUsualOne() {
            turn(Shop.gateway("a", 1, 80));
            assertThat(stored("Service", "a-sluice").at("/metadata/annotations").has("sluice.dev/controller-name"))
                    .isFalse();
            var theirs = new InfrastructureWriter(
                    watched,
                    leadership,
                    writes,
                    new InfrastructureSettings("example.com/edge", DATA_PLANE, Shop.PORTS, null),
                    () -> now,
                    FakeWrites.openPods());
            exist(Shop.gateway("b", 1, 80));
            var state = Shop.state(Shop.gateway("b", 1, 80));
            theirs.accept(Shop.graph(state), state);
            theirs.work();

            for (var object : List.of(stored("Service", "b-sluice"), stored("EndpointSlice", "b-sluice-ipv4"))) {
                assertThat(object.path("metadata")
                                .path("annotations")
                                .path("sluice.dev/controller-name")
                                .asString(""))
                        .isEqualTo("example.com/edge");
            }
        }
    }

    @Nested
    class Types {

        @ParameterizedTest
        @ValueSource(strings = {"ClusterIP", "NodePort"})
        void fieldsOfALoadBalancerGoWithIt(String type) {
            turn(Shop.gateway("a", 1, 80));
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"loadBalancerSourceRanges": ["10.0.0.0/8"], "loadBalancerClass": "theirs",
                      "externalTrafficPolicy": "Local", "healthCheckNodePort": 31000,
                      "allocateLoadBalancerNodePorts": true, "sessionAffinity": "None",
                      "ports": [{"name": "port-80", "port": 80, "protocol": "TCP", "targetPort": 20000, "nodePort": 30000}]}}""");
            turn(Shop.gateway("a", 1, 80));
            assertThat(stored("Service", "a-sluice").path("spec").has("loadBalancerSourceRanges"))
                    .as("stays while the type does")
                    .isTrue();

            turn(withServiceType(type));

            var spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.path("type").asString()).isEqualTo(type);
            assertThat(spec.propertyNames())
                    .doesNotContain(
                            "loadBalancerSourceRanges",
                            "loadBalancerClass",
                            "healthCheckNodePort",
                            "allocateLoadBalancerNodePorts")
                    .contains("sessionAffinity");
            assertThat(spec.has("externalTrafficPolicy")).isEqualTo(type.equals("NodePort"));
            assertThat(spec.at("/ports/0").has("nodePort")).isEqualTo(type.equals("NodePort"));
        }

        @Test
        void areSetAndLeaveAgainWithTheParameters() {
            turn(withService(new ServiceFields(
                    "LoadBalancer",
                    "example.com/nlb",
                    "Local",
                    List.of("203.0.113.0/24"),
                    "PreferDualStack",
                    List.of("IPv4"))));
            var spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.path("loadBalancerClass").asString()).isEqualTo("example.com/nlb");
            assertThat(spec.path("externalTrafficPolicy").asString()).isEqualTo("Local");
            assertThat(spec.at("/loadBalancerSourceRanges/0").asString()).isEqualTo("203.0.113.0/24");
            assertThat(spec.path("ipFamilyPolicy").asString()).isEqualTo("PreferDualStack");
            assertThat(spec.at("/ipFamilies/0").asString()).isEqualTo("IPv4");

            turn(withServiceType("LoadBalancer"));

            spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.propertyNames())
                    .doesNotContain("externalTrafficPolicy", "loadBalancerSourceRanges")
                    .as("what the API server never takes away")
                    .contains("loadBalancerClass", "ipFamilyPolicy", "ipFamilies");
            writes.requests();
            turn(withServiceType("LoadBalancer"));
            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void changeOneByOne() {
            turn(withService(trafficPolicy("Local", "IPv4")));
            cluster.edit("Service", "shop", "a-sluice", "{\"spec\": {\"ipFamilies\": [\"IPv4\", \"IPv6\"]}}");
            writes.requests();
            turn(withService(trafficPolicy("Local", "IPv4")));
            assertThat(writes.requests()).as("the API server adds a family").isEmpty();

            turn(withService(trafficPolicy("Cluster", "IPv4")));

            assertThat(stored("Service", "a-sluice")
                            .at("/spec/externalTrafficPolicy")
                            .asString())
                    .isEqualTo("Cluster");
            assertThat(writes.requests()).containsExactly("patch Service a-sluice");
        }

        private static ServiceFields trafficPolicy(String policy, String family) {
            return new ServiceFields(null, null, policy, List.of(), null, List.of(family));
        }

        /** The Gateway with GatewayParameters that ask for a type of Service. */
        private static WatchedObject[] withServiceType(String type) {
            return withService(new ServiceFields(type, null, null, List.of(), null, List.of()));
        }

        private static WatchedObject[] withService(ServiceFields service) {
            var reference = new ParametersRef("sluice.dev", "GatewayParameters", "edge", null);
            var meta = new ObjectMeta(new ObjectName("shop", "edge"), "", 1, Instant.EPOCH, Map.of(), Map.of());
            var spec = new GatewayParameters.Definition.Spec(service, new PodFields(null, null, null));
            return new WatchedObject[] {
                Shop.gateway("a", 1, new Gateway.Infrastructure(Map.of(), Map.of(), reference), 80),
                new GatewayParameters(meta, spec)
            };
        }
    }

    @Nested
    class Going {

        @Test
        void whatWasMadeGoesWhenTheGatewayLeavesOurClass() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();

            turn(inClass(Shop.gateway("a", 1, 80), "other"), foreignClass());

            assertThat(writes.requests())
                    .containsExactly("delete Service a-sluice", "delete EndpointSlice a-sluice-ipv4");
        }

        @Test
        void whatWasMadeStaysWhileTheClassIsGone() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();

            turn(inClass(Shop.gateway("a", 1, 80), "gone"));

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void nothingIsMadeForAGatewayThatIsBeingDeleted() {
            cluster.put("""
                    {"kind": "Gateway", "metadata": {"name": "a", "namespace": "shop", "uid": "a-uid",
                      "deletionTimestamp": "2026-01-01T00:00:00Z"}}""");

            accept(Shop.gateway("a", 1, 80));
            writer.work();

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void serviceOfAnOlderNameGoes() {
            turn(Shop.gateway("a", 1, 80));
            writes.requests();

            turn(inClass(Shop.gateway("a", 1, 80), "second"), ourClass("second"));

            assertThat(writes.requests())
                    .containsExactly(
                            "create Service a-second",
                            "create EndpointSlice a-second-ipv4",
                            "delete Service a-sluice",
                            "delete EndpointSlice a-sluice-ipv4");
            assertThat(targetPort("a-second")).isEqualTo(20000);
        }

        @Test
        void serviceWithAnotherClusterIpIsMadeAnewOnItsPorts() {
            turn(Shop.gateway("b", 0, 80), withClusterIp(Shop.gateway("a", 1, 80), "10.202.0.7"));
            assertThat(targetPort("a-sluice")).isEqualTo(20001);
            writes.requests();

            turn(withClusterIp(Shop.gateway("a", 1, 80), "10.202.0.8"));
            turn(withClusterIp(Shop.gateway("a", 1, 80), "10.202.0.8"));

            assertThat(writes.requests()).containsExactly("delete Service a-sluice", "create Service a-sluice");
            assertThat(targetPort("a-sluice")).isEqualTo(20001);
        }
    }

    @Nested
    class Leading {

        @Test
        void whoBeginsToLeadBehindTheOthersLeavesPortsWhereTheyAre() {
            turn(Shop.gateway("b", 0, 80), Shop.gateway("a", 1, 80));
            assertThat(targetPort("a-sluice")).isEqualTo(20001);
            writes.requests();
            leadership.set(false);
            writer.work();
            leadership.set(true);

            // The graph has not heard of the Services yet.
            var state = Shop.state(Shop.gateway("a", 1, 80));
            writer.accept(Shop.graph(state), state);
            writer.work();

            assertThat(writes.requests()).isEmpty();
            assertThat(targetPort("a-sluice")).isEqualTo(20001);
        }

        @Test
        void whoDoesNotLeadWritesNothing() {
            leadership.set(false);

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void whoBeginsToLeadWritesAtOnce() {
            leadership.set(false);
            writer.start();
            turn(Shop.gateway("a", 1, 80));

            leadership.set(true);

            await().until(() -> cluster.find("EndpointSlice", "shop", "a-sluice-ipv4") != null);
            writer.close();
        }
    }

    /** One turn of the pipeline with these Gateways and the Services that are watched, and the work that follows. */
    private void turn(WatchedObject... objects) {
        exist(objects);
        accept(objects);
        writer.work();
    }

    private void exist(WatchedObject... objects) {
        for (WatchedObject object : objects) {
            if (object instanceof Gateway gateway) {
                cluster.put(
                        """
                        {"kind": "Gateway", "metadata": {"name": "%s", "namespace": "shop", "uid": "%s"}}""".formatted(gateway.name().name(), gateway.metadata().uid()));
            }
        }
    }

    private void accept(WatchedObject... objects) {
        var all = new ArrayList<WatchedObject>(List.of(objects));
        all.add(Objects.gatewayClass());
        watched.all("Service").forEach(tree -> all.add(ObjectDecoder.decode(Kinds.SERVICE, tree)));
        var state = ClusterState.of(all);
        writer.accept(Shop.graph(state), state);
    }

    private void pods(String... addresses) {
        var endpoints = List.of(addresses).stream()
                .map("{\"addresses\": [\"%s\"]}"::formatted)
                .toList();
        cluster.put("""
                {"kind": "EndpointSlice", "addressType": "IPv4", "endpoints": %s, "metadata": {
                  "name": "pods", "namespace": "sluice-system",
                  "labels": {"kubernetes.io/service-name": "data-plane"}}}""".formatted(endpoints));
    }

    private int targetPort(String service) {
        return stored("Service", service)
                .path("spec")
                .path("ports")
                .path(0)
                .path("targetPort")
                .intValue();
    }

    private JsonNode stored(String kind, String name) {
        var object = cluster.find(kind, "shop", name);
        assertThat(object).as(kind + " " + name).isNotNull();
        return java.util.Objects.requireNonNull(object);
    }

    private static Gateway.Infrastructure infrastructure(Map<String, String> labels, Map<String, String> annotations) {
        return new Gateway.Infrastructure(labels, annotations, null);
    }

    private static Gateway inClass(Gateway gateway, String className) {
        var spec = gateway.spec();
        return new Gateway(
                gateway.metadata(),
                new Gateway.Spec(
                        className,
                        spec.listeners(),
                        spec.addresses(),
                        spec.allowedListeners(),
                        spec.infrastructure(),
                        spec.frontend(),
                        spec.clientCertificateRef(),
                        spec.unsupported()));
    }

    private static Gateway withClusterIp(Gateway gateway, String ip) {
        var spec = gateway.spec();
        return new Gateway(
                gateway.metadata(),
                new Gateway.Spec(
                        spec.gatewayClassName(),
                        spec.listeners(),
                        List.of(new Gateway.Address("IPAddress", ip, "Cluster")),
                        spec.allowedListeners(),
                        spec.infrastructure(),
                        spec.frontend(),
                        spec.clientCertificateRef(),
                        spec.unsupported()));
    }

    private static GatewayClass foreignClass() {
        return new GatewayClass(classMeta("other"), "example.com/another", null);
    }

    private static GatewayClass ourClass(String name) {
        return new GatewayClass(classMeta(name), Objects.gatewayClass().controllerName(), null);
    }

    private static ObjectMeta classMeta(String name) {
        return new ObjectMeta(new ObjectName("", name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    private static final class FakeLeadership implements Leadership {

        private volatile boolean leads = true;
        private Runnable changed = () -> {};

        void set(boolean nowLeads) {
            leads = nowLeads;
            changed.run();
        }

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public void onChange(Runnable listener) {
            changed = listener;
        }
    }
}

package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have made, or change. */
final class ForeignObjectsTest extends WrittenInfrastructure {

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
}

package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.api.Answer;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.Gateway;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is made for Gateways, and when it goes. */
final class InfrastructureWriterTest extends WrittenInfrastructure {

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
        void onlyObjectsThatChangedAreLookedAt() {
            turn(Shop.gateway("a", 1, 80));
            IntStream.range(0, 100).forEach(i -> foreignEndpoints(i, "10.0.0.1"));
            writer.work();
            int _ = watched.takeHandedOut();

            foreignEndpoints(7, "10.0.0.2");
            writer.work();

            assertThat(watched.takeHandedOut()).isEqualTo(1);
        }

        private void foreignEndpoints(int index, String address) {
            cluster.put("""
                    {"kind": "EndpointSlice", "addressType": "IPv4", "endpoints": [{"addresses": ["%s"]}],
                     "metadata": {"name": "other-%d", "namespace": "shop"}}""".formatted(address, index));
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
}

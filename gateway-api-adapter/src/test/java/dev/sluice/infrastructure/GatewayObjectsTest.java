package dev.sluice.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.GraphSettings;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class GatewayObjectsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectName DATA_PLANE = new ObjectName("sluice-system", "sluice-data-plane");

    @Test
    void serviceLeadsFromThePortsOfTheGatewayToThoseOfThePods() {
        var objects = objects(Shop.gateway("gw", 1, 80, 8080));

        assertThat(objects.service()).isEqualTo(json("""
                {"apiVersion": "v1", "kind": "Service",
                 "metadata": {"name": "gw-sluice", "namespace": "shop",
                   "labels": {"app.kubernetes.io/managed-by": "sluice",
                     "gateway.networking.k8s.io/gateway-class-name": "sluice",
                     "gateway.networking.k8s.io/gateway-name": "gw"},
                   "annotations": {},
                   "ownerReferences": [{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
                     "name": "gw", "uid": "gw-uid", "controller": true}]},
                 "spec": {"type": "LoadBalancer", "ports": [
                   {"name": "port-80", "port": 80, "protocol": "TCP", "targetPort": 20000},
                   {"name": "port-8080", "port": 8080, "protocol": "TCP", "targetPort": 20001}]}}"""));
    }

    @Test
    void endpointSliceHasThePodsWithThePortsOfTheGateway() {
        var objects = objects(
                Shop.gateway("gw", 1, 80),
                slice("a", "IPv4", "sluice-data-plane", """
                        {"addresses": ["10.201.0.2"], "conditions": {"ready": true, "serving": true, "terminating": false},
                         "nodeName": "n1", "zone": "z1", "hints": {"forZones": [{"name": "z1"}]},
                         "targetRef": {"kind": "Pod", "name": "p", "namespace": "sluice-system"}}"""),
                slice("b", "IPv4", "sluice-data-plane", """
                        {"addresses": ["10.201.0.1"], "conditions": {"ready": false}}"""),
                slice("c", "IPv4", "other", """
                        {"addresses": ["10.201.0.9"]}"""));

        assertThat(objects.others()).singleElement().isEqualTo(json("""
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                 "metadata": {"name": "gw-sluice-ipv4", "namespace": "shop",
                   "labels": {"app.kubernetes.io/managed-by": "sluice",
                     "endpointslice.kubernetes.io/managed-by": "sluice.dev",
                     "gateway.networking.k8s.io/gateway-class-name": "sluice",
                     "gateway.networking.k8s.io/gateway-name": "gw",
                     "kubernetes.io/service-name": "gw-sluice"},
                   "annotations": {},
                   "ownerReferences": [{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
                     "name": "gw", "uid": "gw-uid", "controller": true}]},
                 "addressType": "IPv4",
                 "endpoints": [
                   {"addresses": ["10.201.0.1"], "conditions": {"ready": false}},
                   {"addresses": ["10.201.0.2"], "conditions": {"ready": true, "serving": true, "terminating": false},
                    "nodeName": "n1", "zone": "z1",
                    "targetRef": {"kind": "Pod", "name": "p", "namespace": "sluice-system"}}],
                 "ports": [{"name": "port-80", "port": 20000, "protocol": "TCP"}]}"""));
    }

    /** Source: ServiceSpec.ports: names are unique, and a number is one of TCP and one of UDP. */
    @Test
    void portsOfBothProtocolsHaveNamesAndTargetsOfTheirOwn() {
        var objects = objects(
                Shop.gatewayOfBoth("gw", 1, 53),
                slice("a", "IPv4", "sluice-data-plane", "{\"addresses\": [\"10.201.0.1\"]}"));

        assertThat(objects.service().path("spec").path("ports")).isEqualTo(json("""
                [{"name": "port-53", "port": 53, "protocol": "TCP", "targetPort": 20001},
                 {"name": "port-53-udp", "port": 53, "protocol": "UDP", "targetPort": 20000}]"""));
        assertThat(objects.others().getFirst().path("ports")).isEqualTo(json("""
                [{"name": "port-53", "port": 20001, "protocol": "TCP"},
                 {"name": "port-53-udp", "port": 20000, "protocol": "UDP"}]"""));
    }

    @Test
    void eachAddressTypeOfThePodsHasASlice() {
        var objects = objects(
                Shop.gateway("gw", 1, 80),
                slice("a", "IPv6", "sluice-data-plane", "{\"addresses\": [\"2001:db8::1\"]}"),
                slice("b", "IPv4", "sluice-data-plane", "{\"addresses\": [\"10.201.0.1\"]}"));

        assertThat(objects.others())
                .extracting(slice -> slice.path("metadata").path("name").asString())
                .containsExactly("gw-sluice-ipv4", "gw-sluice-ipv6");
    }

    /** Source: GatewayInfrastructure.labels, .annotations. */
    @Test
    void infrastructureMetadataIsOnEverythingAndNeverInThePlaceOfOurOwn() {
        var infrastructure = new Gateway.Infrastructure(
                Map.of("key2", "value2", "app.kubernetes.io/managed-by", "them"), Map.of("key1", "value1"), null);
        var objects = objects(
                Shop.gateway("gw", 1, infrastructure, 80),
                slice("a", "IPv4", "sluice-data-plane", "{\"addresses\": [\"10.201.0.1\"]}"));

        assertThat(List.of(objects.service(), objects.others().getFirst()))
                .extracting(object -> object.path("metadata"))
                .allSatisfy(metadata -> {
                    assertThat(metadata.path("labels").path("key2").asString()).isEqualTo("value2");
                    assertThat(metadata.path("labels")
                                    .path("app.kubernetes.io/managed-by")
                                    .asString())
                            .isEqualTo("sluice");
                    assertThat(metadata.path("annotations")).isEqualTo(json("""
                            {"key1": "value1", "sluice.dev/propagated-annotations": "key1",
                             "sluice.dev/propagated-labels": "app.kubernetes.io/managed-by,key2"}"""));
                });
    }

    /** Source: GatewayNameMaximumLength. */
    @Test
    void longestNameIsLabelledWithWhatFits() {
        var objects = objects(Shop.gateway("g".repeat(253), 1, 80));

        assertThat(objects.service()
                        .path("metadata")
                        .path("labels")
                        .path("gateway.networking.k8s.io/gateway-name")
                        .asString())
                .hasSize(63)
                .startsWith("ggg");
    }

    @Test
    void gatewayWithoutAPortThatIsServedHasNothing() {
        var state = Shop.state(Shop.gateway("gw", 1));
        var graph = Shop.graph(state);

        assertThat(GatewayObjects.of(
                        graph,
                        ContainerPorts.NONE.next(graph, state, Shop.PORTS),
                        pods(),
                        GraphSettings.CONTROLLER_NAME))
                .isEmpty();
    }

    private static GatewayObjects objects(Gateway gateway, ObjectNode... slices) {
        var state = Shop.state(gateway);
        var graph = Shop.graph(state);
        return GatewayObjects.of(
                        graph,
                        ContainerPorts.NONE.next(graph, state, Shop.PORTS),
                        pods(slices),
                        GraphSettings.CONTROLLER_NAME)
                .getFirst();
    }

    private static PodsOfGateways pods(ObjectNode... slices) {
        return new PodsOfGateways(DataPlaneEndpoints.of(List.of(slices), DATA_PLANE), Optional.empty());
    }

    private static ObjectNode slice(String name, String addressType, String service, String endpoint) {
        return (ObjectNode) json("""
                {"metadata": {"name": "%s", "namespace": "sluice-system",
                   "labels": {"kubernetes.io/service-name": "%s"}},
                 "addressType": "%s", "endpoints": [%s]}""".formatted(name, service, addressType, endpoint));
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}

package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class ResourcePathTest {

    @ParameterizedTest
    @CsvSource({
        "gateway.networking.k8s.io/v1,       Gateway,          /apis/gateway.networking.k8s.io/v1/namespaces/ns/gateways/it",
        "gateway.networking.k8s.io/v1beta1,  HTTPRoute,        /apis/gateway.networking.k8s.io/v1beta1/namespaces/ns/httproutes/it",
        "gateway.networking.k8s.io/v1,       ListenerSet,      /apis/gateway.networking.k8s.io/v1/namespaces/ns/listenersets/it",
        "gateway.networking.k8s.io/v1,       BackendTLSPolicy, /apis/gateway.networking.k8s.io/v1/namespaces/ns/backendtlspolicies/it",
        "gateway.networking.k8s.io/v1alpha2, BackendLBPolicy,   /apis/gateway.networking.k8s.io/v1alpha2/namespaces/ns/backendlbpolicies/it",
        "gateway.networking.x-k8s.io/v1alpha1, XBackendTrafficPolicy, /apis/gateway.networking.x-k8s.io/v1alpha1/namespaces/ns/xbackendtrafficpolicies/it",
        "gateway.networking.x-k8s.io/v1alpha1, XTelemetryPolicy, /apis/gateway.networking.x-k8s.io/v1alpha1/namespaces/ns/xtelemetrypolicies/it",
        "gateway.networking.x-k8s.io/v1alpha1, XListenerSet,   /apis/gateway.networking.x-k8s.io/v1alpha1/namespaces/ns/xlistenersets/it",
        "v1,                                 Service,          /api/v1/namespaces/ns/services/it",
    })
    void namesAnObjectInANamespace(String apiVersion, String kind, String path) {
        assertThat(ResourcePath.of(object(apiVersion, kind, "namespace: ns, "))).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource("gateway.networking.k8s.io/v1, GatewayClass, /apis/gateway.networking.k8s.io/v1/gatewayclasses/it")
    void namesAnObjectOfTheCluster(String apiVersion, String kind, String path) {
        assertThat(ResourcePath.of(object(apiVersion, kind, ""))).isEqualTo(path);
    }

    private static ObjectNode object(String apiVersion, String kind, String namespace) {
        return (ObjectNode) FlowYaml.read(
                "{apiVersion: %s, kind: %s, metadata: {%sname: it}}".formatted(apiVersion, kind, namespace));
    }
}

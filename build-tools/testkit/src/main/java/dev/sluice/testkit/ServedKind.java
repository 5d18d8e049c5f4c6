package dev.sluice.testkit;

import java.util.List;

/**
 * A kind of object in a version, as an API server lists it.
 *
 * @param apiVersion {@code group/version}, or {@code v1} for core
 * @param plural the word for it in paths
 */
public record ServedKind(String apiVersion, String kind, String plural, boolean namespaced) {

    private static final String GATEWAY_API = "gateway.networking.k8s.io/v1";
    private static final String RBAC = "rbac.authorization.k8s.io/v1";

    /** Kubernetes' own kinds, and every kind of Gateway API in its newest version. */
    public static final List<ServedKind> USUAL = List.of(
            new ServedKind("v1", "Namespace", "namespaces", false),
            namespaced("v1", "Service", "services"),
            namespaced("v1", "Pod", "pods"),
            namespaced("v1", "Secret", "secrets"),
            namespaced("v1", "ConfigMap", "configmaps"),
            new ServedKind("certificates.k8s.io/v1", "ClusterTrustBundle", "clustertrustbundles", false),
            namespaced("v1", "ServiceAccount", "serviceaccounts"),
            namespaced("apps/v1", "Deployment", "deployments"),
            namespaced("coordination.k8s.io/v1", "Lease", "leases"),
            namespaced("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
            namespaced(RBAC, "RoleBinding", "rolebindings"),
            new ServedKind(RBAC, "ClusterRoleBinding", "clusterrolebindings", false),
            new ServedKind("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false),
            new ServedKind(GATEWAY_API, "GatewayClass", "gatewayclasses", false),
            namespaced(GATEWAY_API, "Gateway", "gateways"),
            namespaced(GATEWAY_API, "ListenerSet", "listenersets"),
            namespaced(GATEWAY_API, "HTTPRoute", "httproutes"),
            namespaced(GATEWAY_API, "GRPCRoute", "grpcroutes"),
            namespaced(GATEWAY_API, "TLSRoute", "tlsroutes"),
            namespaced(GATEWAY_API, "TCPRoute", "tcproutes"),
            namespaced(GATEWAY_API, "UDPRoute", "udproutes"),
            namespaced(GATEWAY_API, "ReferenceGrant", "referencegrants"),
            namespaced(GATEWAY_API, "BackendTLSPolicy", "backendtlspolicies"),
            namespaced("gateway.networking.k8s.io/v1alpha2", "BackendLBPolicy", "backendlbpolicies"),
            namespaced("gateway.networking.x-k8s.io/v1alpha1", "XListenerSet", "xlistenersets"),
            namespaced("gateway.networking.x-k8s.io/v1alpha1", "XBackendTrafficPolicy", "xbackendtrafficpolicies"),
            namespaced("gateway.networking.x-k8s.io/v1alpha1", "XTelemetryPolicy", "xtelemetrypolicies"),
            namespaced("gateway.networking.x-k8s.io/v1alpha1", "XBackend", "xbackends"),
            new ServedKind("gateway.networking.x-k8s.io/v1alpha1", "XMesh", "xmeshes", false),
            namespaced("multicluster.x-k8s.io/v1alpha1", "ServiceImport", "serviceimports"),
            namespaced("sluice.dev/v1alpha1", "SpringFilter", "springfilters"),
            namespaced("sluice.dev/v1alpha1", "GatewayParameters", "gatewayparameters"));

    private static ServedKind namespaced(String apiVersion, String kind, String plural) {
        return new ServedKind(apiVersion, kind, plural, true);
    }

    /** Empty for core. */
    String group() {
        return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    }

    /** Where its version is served. */
    String path() {
        return (group().isEmpty() ? "/api/" : "/apis/") + apiVersion;
    }
}

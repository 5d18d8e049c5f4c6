package dev.sluice.source.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A kind that is read.
 *
 * @param group empty for core
 * @param plural as in the API server's paths
 * @param versions those that we can read, the newest first
 * @param fields selects objects by fields; empty: all
 * @param label selects objects that have it; empty: all
 */
record WatchedKind(
        String group,
        String kind,
        String plural,
        boolean namespaced,
        List<String> versions,
        Map<String, String> fields,
        String label) {

    private static final String GATEWAY_API = "gateway.networking.k8s.io";
    private static final String RBAC = "rbac.authorization.k8s.io";

    private static final String DATA_PLANE = "sluice.dev/data-plane";

    /** Every kind of which something is served. */
    static final List<WatchedKind> ALL = List.of(
            gatewayApi("GatewayClass", "gatewayclasses", "v1", "v1beta1").clusterScoped(),
            gatewayApi("Gateway", "gateways", "v1", "v1beta1"),
            gatewayApi("ListenerSet", "listenersets", "v1"),
            custom("gateway.networking.x-k8s.io", "XListenerSet", "xlistenersets", "v1alpha1"),
            gatewayApi("HTTPRoute", "httproutes", "v1", "v1beta1"),
            gatewayApi("GRPCRoute", "grpcroutes", "v1", "v1alpha2"),
            gatewayApi("TLSRoute", "tlsroutes", "v1", "v1alpha3", "v1alpha2"),
            gatewayApi("TCPRoute", "tcproutes", "v1", "v1alpha2"),
            gatewayApi("UDPRoute", "udproutes", "v1", "v1alpha2"),
            gatewayApi("ReferenceGrant", "referencegrants", "v1", "v1beta1", "v1alpha2"),
            gatewayApi("BackendTLSPolicy", "backendtlspolicies", "v1", "v1alpha3"),
            custom("sluice.dev", "SpringFilter", "springfilters", "v1alpha1"),
            core("Namespace", "namespaces").clusterScoped(),
            core("Service", "services"),
            custom("discovery.k8s.io", "EndpointSlice", "endpointslices", "v1"),
            // Other Secrets are none of our business, and may be large.
            core("Secret", "secrets").select("type", "kubernetes.io/tls"),
            core("ConfigMap", "configmaps"));

    /** Kinds that only those who may make pods in a namespace should be able to read. */
    static final List<String> SECRET = List.of("Secret", "ConfigMap");

    /** Those without which nothing can be served. */
    static final List<String> NEEDED = List.of("GatewayClass", "Gateway", "HTTPRoute");

    WatchedKind {
        versions = List.copyOf(versions);
        fields = Map.copyOf(fields);
    }

    /**
     * What is made for Gateways that have pods of their own.
     *
     * @param clusterRoleBinding the only one that is read
     */
    static List<WatchedKind> ofDedicated(String clusterRoleBinding) {
        return List.of(
                custom("apps", "Deployment", "deployments", "v1").withLabel(DATA_PLANE),
                core("ServiceAccount", "serviceaccounts").withLabel(DATA_PLANE),
                custom(RBAC, "RoleBinding", "rolebindings", "v1").withLabel(DATA_PLANE),
                custom(RBAC, "ClusterRoleBinding", "clusterrolebindings", "v1")
                        .clusterScoped()
                        .select("metadata.name", clusterRoleBinding));
    }

    /** Groups that are asked which kinds they have; core has its own place and always the same kinds. */
    static Stream<String> groups(List<WatchedKind> kinds) {
        return kinds.stream()
                .map(WatchedKind::group)
                .filter(group -> !group.isEmpty())
                .distinct();
    }

    /** {@code group/version}, or the version alone for core. */
    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** What the client must know of it. */
    ResourceDefinitionContext context(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }

    /** {@code httproutes.gateway.networking.k8s.io}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    private static WatchedKind gatewayApi(String kind, String plural, String... versions) {
        return custom(GATEWAY_API, kind, plural, versions);
    }

    private static WatchedKind core(String kind, String plural) {
        return custom("", kind, plural, "v1");
    }

    private static WatchedKind custom(String group, String kind, String plural, String... versions) {
        return new WatchedKind(group, kind, plural, true, List.of(versions), Map.of(), "");
    }

    private WatchedKind clusterScoped() {
        return new WatchedKind(group, kind, plural, false, versions, fields, label);
    }

    private WatchedKind select(String field, String value) {
        return new WatchedKind(group, kind, plural, namespaced, versions, Map.of(field, value), label);
    }

    private WatchedKind withLabel(String key) {
        return new WatchedKind(group, kind, plural, namespaced, versions, fields, key);
    }
}

package dev.sluice.resource;

import dev.sluice.resource.Kind.Status;
import java.util.List;
import java.util.Optional;

/**
 * Every kind that is read. What is watched, checked, decoded and given a status is taken from here: to add a kind, add
 * its record, its decoder, its schema and a row.
 */
public final class Kinds {

    private static final String GATEWAY_API = "gateway.networking.k8s.io";
    private static final String GATEWAY_API_X = "gateway.networking.x-k8s.io";

    /** Cluster-scoped. */
    public static final Kind<GatewayClass> GATEWAY_CLASS = new Kind<>(
            GATEWAY_API,
            "GatewayClass",
            "gatewayclasses",
            false,
            List.of("v1", "v1beta1"),
            GatewayClass.class,
            Status.OWN);

    /** Gateways. */
    public static final Kind<Gateway> GATEWAY =
            gatewayApi("Gateway", "gateways", Gateway.class, Status.OWN, "v1", "v1beta1");

    /** ListenerSets, since v1.5. */
    public static final Kind<ListenerSet> LISTENER_SET =
            gatewayApi("ListenerSet", "listenersets", ListenerSet.class, Status.OWN, "v1");

    /** ListenerSets from v1.3 to v1.4, experimental. */
    public static final Kind<ListenerSet> X_LISTENER_SET =
            of(GATEWAY_API_X, "XListenerSet", "xlistenersets", ListenerSet.class, Status.OWN, "v1alpha1");

    /** Routes for HTTP requests. */
    public static final Kind<Route> HTTP_ROUTE = route("HTTPRoute", "httproutes", "v1", "v1beta1");

    /** Routes for gRPC calls. */
    public static final Kind<Route> GRPC_ROUTE = route("GRPCRoute", "grpcroutes", "v1", "v1alpha2");

    /** Routes for TCP connections. */
    public static final Kind<Route> TCP_ROUTE = route("TCPRoute", "tcproutes", "v1", "v1alpha2");

    /** Routes for TLS connections by server name. */
    public static final Kind<Route> TLS_ROUTE = route("TLSRoute", "tlsroutes", "v1", "v1alpha3", "v1alpha2");

    /** Routes for UDP. */
    public static final Kind<Route> UDP_ROUTE = route("UDPRoute", "udproutes", "v1", "v1alpha2");

    /** Permissions for references from other namespaces. */
    public static final Kind<ReferenceGrant> REFERENCE_GRANT = gatewayApi(
            "ReferenceGrant", "referencegrants", ReferenceGrant.class, Status.NONE, "v1", "v1beta1", "v1alpha2");

    /** TLS towards backends. */
    public static final Kind<Policy> BACKEND_TLS_POLICY = gatewayApi(
            "BackendTLSPolicy", "backendtlspolicies", Policy.class, Status.ANCESTORS, "v1", "v1alpha3", "v1alpha2");

    /** Sessions towards backends, in v1.1 and v1.2. */
    public static final Kind<Policy> BACKEND_LB_POLICY =
            gatewayApi("BackendLBPolicy", "backendlbpolicies", Policy.class, Status.ANCESTORS, "v1alpha2");

    /** Sessions towards backends, and other things that are not served yet, since v1.3; experimental. */
    public static final Kind<Policy> X_BACKEND_TRAFFIC_POLICY = of(
            GATEWAY_API_X,
            "XBackendTrafficPolicy",
            "xbackendtrafficpolicies",
            Policy.class,
            Status.ANCESTORS,
            "v1alpha1");

    /** Traces of Gateways, since v1.7; experimental. */
    public static final Kind<Policy> X_TELEMETRY_POLICY =
            of(GATEWAY_API_X, "XTelemetryPolicy", "xtelemetrypolicies", Policy.class, Status.ANCESTORS, "v1alpha1");

    /** Where and how requests are sent, in the form that v1.7 gave it; experimental. */
    public static final Kind<XBackend> X_BACKEND =
            of(GATEWAY_API_X, "XBackend", "xbackends", XBackend.class, Status.ANCESTORS, "v1alpha1");

    /** Meshes, since v1.4; experimental, cluster-scoped. */
    public static final Kind<XMesh> X_MESH =
            new Kind<>(GATEWAY_API_X, "XMesh", "xmeshes", false, List.of("v1alpha1"), XMesh.class, Status.OWN);

    /** Filters of Spring Cloud Gateway. */
    public static final Kind<SpringFilter> SPRING_FILTER =
            of(SpringFilter.GROUP, "SpringFilter", "springfilters", SpringFilter.class, Status.ANCESTORS, "v1alpha1");

    /** Settings of classes and of Gateways. */
    public static final Kind<GatewayParameters> GATEWAY_PARAMETERS = of(
            SpringFilter.GROUP,
            "GatewayParameters",
            "gatewayparameters",
            GatewayParameters.class,
            Status.NONE,
            "v1alpha1");

    /** Cluster-scoped. */
    public static final Kind<Namespace> NAMESPACE =
            new Kind<>("", "Namespace", "namespaces", false, List.of("v1"), Namespace.class, Status.NONE);

    /** Services. */
    public static final Kind<Service> SERVICE = of("", "Service", "services", Service.class, Status.NONE, "v1");

    /** Services of several clusters. */
    public static final Kind<ServiceImport> SERVICE_IMPORT = of(
            "multicluster.x-k8s.io", "ServiceImport", "serviceimports", ServiceImport.class, Status.NONE, "v1alpha1");

    /** Endpoints of Services. */
    public static final Kind<EndpointSlice> ENDPOINT_SLICE =
            of("discovery.k8s.io", "EndpointSlice", "endpointslices", EndpointSlice.class, Status.NONE, "v1");

    /** Pods, of which only those are read that an XBackend may select. */
    public static final Kind<Pod> POD = of("", "Pod", "pods", Pod.class, Status.NONE, "v1");

    /** Secrets. */
    public static final Kind<Secret> SECRET = of("", "Secret", "secrets", Secret.class, Status.NONE, "v1");

    /** ConfigMaps. */
    public static final Kind<ConfigMap> CONFIG_MAP =
            of("", "ConfigMap", "configmaps", ConfigMap.class, Status.NONE, "v1");

    /** Issuers for the whole cluster; cluster-scoped. */
    public static final Kind<ClusterTrustBundle> CLUSTER_TRUST_BUNDLE = new Kind<>(
            "certificates.k8s.io",
            "ClusterTrustBundle",
            "clustertrustbundles",
            false,
            List.of("v1", "v1beta1", "v1alpha1"),
            ClusterTrustBundle.class,
            Status.NONE);

    /** Kinds of ListenerSets, which mean the same. */
    public static final List<Kind<ListenerSet>> LISTENER_SETS = List.of(LISTENER_SET, X_LISTENER_SET);

    /** Kinds of routes. */
    public static final List<Kind<Route>> ROUTES = List.of(HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE);

    /** Kinds of policies that ask for sessions or limit retries, and compete for Services. */
    public static final List<Kind<Policy>> BACKEND_TRAFFIC_POLICIES =
            List.of(BACKEND_LB_POLICY, X_BACKEND_TRAFFIC_POLICY);

    /** Kinds of policies that target backends. */
    public static final List<Kind<Policy>> BACKEND_POLICIES =
            List.of(BACKEND_TLS_POLICY, BACKEND_LB_POLICY, X_BACKEND_TRAFFIC_POLICY);

    /** Kinds of policies. */
    public static final List<Kind<Policy>> POLICIES =
            List.of(BACKEND_TLS_POLICY, BACKEND_LB_POLICY, X_BACKEND_TRAFFIC_POLICY, X_TELEMETRY_POLICY);

    /** Kinds that backendRefs may name. */
    public static final List<Kind<?>> BACKENDS = List.of(SERVICE, X_BACKEND, SERVICE_IMPORT);

    /** Kinds of backends that policies may target. */
    public static final List<Kind<?>> POLICY_TARGETS = List.of(SERVICE, SERVICE_IMPORT);

    /** All of them. */
    public static final List<Kind<?>> ALL = List.of(
            GATEWAY_CLASS,
            GATEWAY,
            LISTENER_SET,
            X_LISTENER_SET,
            HTTP_ROUTE,
            GRPC_ROUTE,
            TCP_ROUTE,
            TLS_ROUTE,
            UDP_ROUTE,
            REFERENCE_GRANT,
            BACKEND_TLS_POLICY,
            BACKEND_LB_POLICY,
            X_BACKEND_TRAFFIC_POLICY,
            X_TELEMETRY_POLICY,
            X_BACKEND,
            X_MESH,
            SPRING_FILTER,
            GATEWAY_PARAMETERS,
            NAMESPACE,
            SERVICE,
            SERVICE_IMPORT,
            ENDPOINT_SLICE,
            POD,
            SECRET,
            CONFIG_MAP,
            CLUSTER_TRUST_BUNDLE);

    private Kinds() {}

    /** The kind by its group, empty for core, and word; empty where it is not read. */
    public static Optional<Kind<?>> find(String group, String word) {
        return ALL.stream().filter(kind -> kind.isNamedBy(group, word)).findFirst();
    }

    private static Kind<Route> route(String word, String plural, String... versions) {
        return gatewayApi(word, plural, Route.class, Status.PARENTS, versions);
    }

    private static <T extends WatchedObject> Kind<T> gatewayApi(
            String word, String plural, Class<T> type, Status status, String... versions) {
        return of(GATEWAY_API, word, plural, type, status, versions);
    }

    private static <T extends WatchedObject> Kind<T> of(
            String group, String word, String plural, Class<T> type, Status status, String... versions) {
        return new Kind<>(group, word, plural, true, List.of(versions), type, status);
    }
}

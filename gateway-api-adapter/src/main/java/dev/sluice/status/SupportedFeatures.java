package dev.sluice.status;

import dev.sluice.status.InstalledApi.Crd;
import java.util.List;
import java.util.Map;

/**
 * The conformance features that Sluice serves. Source: pkg/features of Gateway API; GatewayClassStatus, MeshStatus.
 */
public final class SupportedFeatures {

    /** Of a channel that has no fields for it. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final String GROUP = ".gateway.networking.k8s.io";
    private static final String GATEWAYS = "gateways" + GROUP;
    private static final String GRPC_ROUTES = "grpcroutes" + GROUP;
    private static final String ROUTES = "httproutes" + GROUP;
    private static final String LISTENER_SETS = "listenersets" + GROUP;
    private static final String TCP_ROUTES = "tcproutes" + GROUP;
    private static final String TLS_ROUTES = "tlsroutes" + GROUP;
    private static final String UDP_ROUTES = "udproutes" + GROUP;
    private static final String TLS_POLICIES = "backendtlspolicies" + GROUP;
    private static final String GRANTS = "referencegrants" + GROUP;

    /** Sorted, as the status wants them. A feature is named here only when its tests pass. */
    static final List<Feature> ALL = List.of(
            new Feature("BackendTLSPolicy", TLS_POLICIES, 4, 1),
            new Feature("BackendTLSPolicySANValidation", TLS_POLICIES, 4, 2),
            new Feature("ClusterTrustBundle", GATEWAYS, NEVER, 7),
            inAll("GRPCRoute", GRPC_ROUTES),
            new Feature("GRPCRouteNamedRouteRule", GRPC_ROUTES, 4, 2),
            inAll("GRPCRouteRequestHeaderModifier", GRPC_ROUTES),
            inAll("Gateway", GATEWAYS),
            new Feature("GatewayAddressEmpty", GATEWAYS, 3, 3),
            new Feature("GatewayAddressRoutability", GATEWAYS, NEVER, 7),
            new Feature("GatewayAddressRoutabilityCluster", GATEWAYS, NEVER, 7),
            new Feature("GatewayBackendClientCertificate", GATEWAYS, 5, 4),
            new Feature("GatewayFrontendClientCertificateValidation", GATEWAYS, 5, 4),
            new Feature("GatewayFrontendClientCertificateValidationInsecureFallback", GATEWAYS, 5, 4),
            inAll("GatewayHTTPListenerIsolation", GATEWAYS),
            inAll("GatewayHTTPSListenerDetectMisdirectedRequests", GATEWAYS),
            new Feature("GatewayInfrastructure", GATEWAYS, 2, 1),
            new Feature("GatewayListenerFilters", GATEWAYS, NEVER, 7),
            inAll("GatewayPort8080", GATEWAYS),
            inAll("GatewayRouteHostnameIntersectionPrecedence", GATEWAYS),
            inAll("GatewayStaticAddresses", GATEWAYS),
            inAll("HTTPRoute", ROUTES),
            new Feature("HTTPRoute303RedirectStatusCode", ROUTES, 5, 5),
            new Feature("HTTPRoute307RedirectStatusCode", ROUTES, 5, 5),
            new Feature("HTTPRoute308RedirectStatusCode", ROUTES, 5, 5),
            inAll("HTTPRouteBackendProtocolH2C", ROUTES),
            inAll("HTTPRouteBackendProtocolWebSocket", ROUTES),
            inAll("HTTPRouteBackendRequestHeaderModification", ROUTES),
            new Feature("HTTPRouteBackendTimeout", ROUTES, 2, 1),
            inAll("HTTPRouteBackendURLRewrite", ROUTES),
            new Feature("HTTPRouteCORS", ROUTES, 5, 3),
            new Feature("HTTPRouteDestinationPortMatching", ROUTES, NEVER, 1),
            inAll("HTTPRouteHostRewrite", ROUTES),
            inAll("HTTPRouteMethodMatching", ROUTES),
            new Feature("HTTPRouteNamedRouteRule", ROUTES, 4, 2),
            inAll("HTTPRouteParentRefPort", ROUTES),
            inAll("HTTPRoutePathRedirect", ROUTES),
            inAll("HTTPRoutePathRewrite", ROUTES),
            inAll("HTTPRoutePortRedirect", ROUTES),
            inAll("HTTPRouteQueryParamMatching", ROUTES),
            inAll("HTTPRouteRequestMirror", ROUTES),
            inAll("HTTPRouteRequestMultipleMirrors", ROUTES),
            new Feature("HTTPRouteRequestPercentageMirror", ROUTES, 3, 2),
            new Feature("HTTPRouteRequestTimeout", ROUTES, 2, 1),
            inAll("HTTPRouteResponseHeaderModification", ROUTES),
            new Feature("HTTPRouteRetryCodes", ROUTES, 7, 2),
            new Feature("HTTPRouteRetryConnectionError", ROUTES, 7, 2),
            inAll("HTTPRouteSchemeRedirect", ROUTES),
            new Feature("ListenerSet", LISTENER_SETS, 5, 5),
            inAll("ReferenceGrant", GRANTS),
            inAll("TCPRoute", TCP_ROUTES),
            inAll("TLSRoute", TLS_ROUTES),
            inAll("TLSRouteModeMixed", TLS_ROUTES),
            inAll("TLSRouteModeTerminate", TLS_ROUTES),
            inAll("UDPRoute", UDP_ROUTES));

    /** Those of the mesh, likewise: its own, and those of routes that the tests of a mesh ask for. */
    static final List<Feature> ALL_OF_MESH = List.of(
            inAll("GRPCRoute", GRPC_ROUTES),
            inAll("HTTPRoute", ROUTES),
            new Feature("HTTPRoute303RedirectStatusCode", ROUTES, 5, 5),
            new Feature("HTTPRoute307RedirectStatusCode", ROUTES, 5, 5),
            new Feature("HTTPRoute308RedirectStatusCode", ROUTES, 5, 5),
            inAll("HTTPRouteParentRefPort", ROUTES),
            inAll("HTTPRouteResponseHeaderModification", ROUTES),
            inAll("Mesh", ROUTES),
            inAll("MeshClusterIPMatching", ROUTES),
            inAll("MeshConsumerRoute", ROUTES),
            inAll("MeshHTTPRouteBackendRequestHeaderModification", ROUTES),
            new Feature("MeshHTTPRouteNamedRouteRule", ROUTES, 4, 2),
            inAll("MeshHTTPRouteQueryParamMatching", ROUTES),
            inAll("MeshHTTPRouteRedirectPath", ROUTES),
            inAll("MeshHTTPRouteRedirectPort", ROUTES),
            inAll("MeshHTTPRouteRewritePath", ROUTES),
            inAll("MeshHTTPRouteSchemeRedirect", ROUTES));

    /** The names of all of Gateways and their routes, sorted. */
    public static final List<String> NAMES = names(ALL);

    /** The names of all of the mesh, sorted. */
    public static final List<String> OF_MESH = names(ALL_OF_MESH);

    private SupportedFeatures() {}

    /**
     * One feature.
     *
     * @param crd that must be installed for it
     * @param standard the minor version of Gateway API from which the standard channel has all that it needs
     * @param experimental the same of the experimental channel
     */
    record Feature(String name, String crd, int standard, int experimental) {

        boolean isIn(Crd installed) {
            return installed.minor() >= (installed.isExperimental() ? experimental : standard);
        }
    }

    /**
     * The names of those for which the installed CRDs have the fields, sorted.
     *
     * @param crds by name; empty: not known, so all are named
     */
    static List<String> in(Map<String, Crd> crds) {
        return in(crds, ALL);
    }

    /** The same of the mesh. */
    static List<String> ofMeshIn(Map<String, Crd> crds) {
        return in(crds, ALL_OF_MESH);
    }

    /** As a status lists them. Source: SupportedFeature. */
    static List<Map<String, String>> objects(List<String> names) {
        return names.stream().map(name -> Map.of("name", name)).toList();
    }

    private static List<String> names(List<Feature> features) {
        return features.stream().map(Feature::name).toList();
    }

    private static List<String> in(Map<String, Crd> crds, List<Feature> features) {
        return features.stream()
                .filter(feature -> {
                    var installed = crds.get(feature.crd());
                    return crds.isEmpty() || (installed != null && feature.isIn(installed));
                })
                .map(Feature::name)
                .toList();
    }

    private static Feature inAll(String name, String crd) {
        return new Feature(name, crd, 0, 0);
    }
}

package dev.sluice.graph;

import dev.sluice.graph.gateway.ServicePods;
import dev.sluice.resource.ClusterTrustBundle;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.WatchedObject;
import dev.sluice.tls.TestCertificates;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gateways, what adds to them, what they refer to, and what a cluster has made for them. */
final class RandomGateways {

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final LabelSelector TEAM_X = new LabelSelector(Map.of("team", "x"), List.of());

    /** Sound and broken ones. RSA, because a pair is told from its numbers, without a signature for each judgement. */
    private static final List<Map<String, byte[]>> KEY_PAIRS = keyPairs();

    private final Draw draw;

    RandomGateways(Draw draw) {
        this.draw = draw;
    }

    /** One that is served unless its parameters are refused. */
    static GatewayClass usualClass() {
        return new GatewayClass(
                new ObjectMeta(new ObjectName("", "sluice"), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                GraphSettings.CONTROLLER_NAME,
                null);
    }

    /** The one that most Gateways name is usually served. */
    GatewayClass gatewayClass() {
        boolean usual = draw.onceIn(2);
        return new GatewayClass(
                draw.meta("", usual ? "sluice" : "sluice2"),
                draw.onceIn(usual ? 16 : 4) ? "example.com/other" : GraphSettings.CONTROLLER_NAME,
                draw.onceIn(usual ? 4 : 2) ? parametersRef("a") : null);
    }

    Gateway gateway() {
        var own = draw.meta(draw.namespace(), draw.one("gw", "gw", "gw2"));
        var meta = new ObjectMeta(
                own.name(),
                draw.onceIn(12) ? "" : own.uid(),
                own.generation(),
                own.created(),
                Map.of(),
                draw.onceIn(8) ? Map.of("sluice.dev/port-map", draw.one("80=9080", "none")) : Map.of());
        var infrastructure =
                new Gateway.Infrastructure(Map.of(), Map.of(), draw.onceIn(5) ? parametersRef(null) : null);
        return new Gateway(
                meta,
                new Gateway.Spec(
                        draw.onceIn(8) ? "sluice2" : "sluice",
                        listeners(),
                        draw.onceIn(8) ? List.of(address()) : List.of(),
                        new Gateway.AllowedListeners(draw.one("None", "Same", "All", "All", "Selector"), TEAM_X),
                        infrastructure,
                        frontend(),
                        draw.onceIn(4) ? certificateRef() : null,
                        List.of()));
    }

    ListenerSet listenerSet() {
        var version = draw.onceIn(4) ? Kinds.X_LISTENER_SET : Kinds.LISTENER_SET;
        var parent = new ListenerSet.ParentGatewayReference(GROUP, "Gateway", "a", draw.one("gw", "gw", "gw2"));
        return new ListenerSet(
                draw.meta(draw.namespace(), draw.one("set", "set2")),
                version,
                new ListenerSet.Spec(parent, listeners()));
    }

    /** What one of several key pairs, or none, is in. */
    Secret secret() {
        var type = draw.onceIn(24) ? "Opaque" : "kubernetes.io/tls";
        return new Secret(
                draw.meta(draw.namespace(), draw.one("tls", "tls2")),
                type,
                KEY_PAIRS.get(draw.below(KEY_PAIRS.size())));
    }

    /** What holds certificates of issuers, or not. */
    WatchedObject issuers() {
        var pem = new String(KEY_PAIRS.getFirst().getOrDefault("tls.crt", new byte[0]), StandardCharsets.US_ASCII);
        var text = draw.one(pem, pem, "no certificate", "");
        return draw.onceIn(3)
                ? new ClusterTrustBundle(draw.meta("", "ca"), text)
                : new ConfigMap(draw.meta(draw.namespace(), "ca"), Map.of("ca.crt", text));
    }

    GatewayParameters parameters() {
        var definition = draw.one(
                spec(null, null, null),
                spec("ClusterIP", null, null),
                spec("NodePort", null, null),
                spec(null, "dedicated", null),
                spec(null, "dedicated", 2),
                spec(null, null, 2),
                spec(null, "other", null),
                new GatewayParameters.Definition.Unread(new Unreadable("spec.pods", "unknown", "upgrade Sluice")));
        return new GatewayParameters(draw.meta(draw.namespace(), "parameters"), definition);
    }

    private GatewayParameters.Definition spec(
            @Nullable String type, @Nullable String mode, @Nullable Integer replicas) {
        return new GatewayParameters.Definition.Spec(
                new GatewayParameters.ServiceFields(
                        type, draw.onceIn(4) ? "example.com/nlb" : null, null, List.of(), null, List.of()),
                new GatewayParameters.PodFields(mode, replicas, null));
    }

    /** The Service that leads to the pods of a Gateway, which may be another's, and not reachable yet. */
    Service serviceOfGateway() {
        var namespace = draw.namespace();
        var gateway = draw.one("gw", "gw", "gw", "gw2");
        var owners = draw.onceIn(12) ? Set.of("another's uid") : Set.of(Draw.uid(namespace, gateway));
        var ports = List.of(podPort(80, 20_000), podPort(443, 20_004));
        var standing = new Service.Standing(
                owners,
                List.of("10.1.0." + draw.below(2)),
                draw.onceIn(2) ? List.of(new Service.Ingress("IPAddress", "192.0.2.1")) : List.of());
        return new Service(
                draw.meta(namespace, gateway + "-sluice"),
                draw.one("LoadBalancer", "ClusterIP"),
                null,
                false,
                draw.onceIn(8) ? ports.subList(0, 1) : ports,
                Map.of(),
                standing);
    }

    /** Pods behind such a Service: those that all Gateways share, or its own. */
    EndpointSlice podsOfGateway() {
        var labels = draw.onceIn(2) ? Map.of(ServicePods.MANAGED_BY, ServicePods.SLUICE) : Map.<String, String>of();
        var endpoint = new EndpointSlice.Endpoint(List.of("10.2.0.1"), !draw.onceIn(4), true, false, null, null);
        return new EndpointSlice(
                draw.meta(draw.namespace(), "pods" + draw.below(3), labels),
                draw.one("gw-sluice", "gw-sluice", "gw2-sluice"),
                "IPv4",
                List.of(endpoint),
                List.of());
    }

    private Service.Port podPort(int port, int first) {
        return new Service.Port(
                "port-" + port, port, draw.onceIn(6) ? "UDP" : "TCP", Integer.toString(first + draw.below(4)), null);
    }

    private List<Gateway.Listener> listeners() {
        var listeners = new ArrayList<Gateway.Listener>();
        listeners.add(listener("one", 80, draw.onceIn(6) ? "HTTPS" : "HTTP", null));
        if (!draw.onceIn(6)) {
            listeners.add(listener("two", 443, draw.onceIn(3) ? "TLS" : "HTTPS", tls()));
        }
        if (draw.onceIn(2)) {
            listeners.add(listener("three", draw.one(443, 5353), draw.one("TCP", "UDP"), null));
        }
        return listeners;
    }

    private Gateway.Listener listener(String name, int port, String protocol, Gateway.@Nullable Tls tls) {
        var allowed = new Gateway.AllowedRoutes(draw.one("Same", "All", "All", "All", "Selector"), TEAM_X, List.of());
        return new Gateway.Listener(
                name,
                draw.onceIn(3) ? null : draw.one("*.example.com", "b.example.com"),
                port,
                protocol,
                tls,
                allowed,
                draw.onceIn(6) ? List.of(springFilter()) : List.of(),
                List.of());
    }

    private FrontendTls frontend() {
        var ofPort = new FrontendTls.OfPort(draw.one(443, 8443), draw.onceIn(3) ? null : validation());
        return draw.onceIn(3)
                ? new FrontendTls(validation(), draw.onceIn(2) ? List.of(ofPort) : List.of())
                : FrontendTls.NONE;
    }

    private FrontendTls.Validation validation() {
        return new FrontendTls.Validation(
                List.of(issuersRef(draw.onceIn(5) ? draw.namespace() : null)),
                draw.one("AllowValidOnly", "AllowValidOnly", "AllowInsecureFallback"));
    }

    /** What holds certificates of issuers, in many edits. */
    ObjectReference issuersRef(@Nullable String namespace) {
        return draw.onceIn(3)
                ? new ObjectReference("certificates.k8s.io", "ClusterTrustBundle", "ca", null)
                : new ObjectReference("", draw.one("ConfigMap", "ConfigMap", "Secret", "Service"), "ca", namespace);
    }

    private ObjectReference certificateRef() {
        return new ObjectReference(
                "", "Secret", draw.one("tls", "tls", "tls2"), draw.onceIn(5) ? draw.namespace() : null);
    }

    private Gateway.Tls tls() {
        var ref = certificateRef();
        return new Gateway.Tls(
                draw.onceIn(4) ? "Passthrough" : "Terminate",
                List.of(ref),
                Map.of(),
                draw.onceIn(6) ? validation() : null);
    }

    private Gateway.Address address() {
        return draw.one(
                new Gateway.Address("IPAddress", "127.0.0.1", ""),
                new Gateway.Address("IPAddress", "192.0.2.1", ""),
                new Gateway.Address("IPAddress", null, "Cluster"),
                new Gateway.Address("Hostname", "gw.example.com", ""));
    }

    private ParametersRef parametersRef(@Nullable String namespace) {
        return new ParametersRef(
                SpringFilter.GROUP, draw.onceIn(8) ? "SpringFilter" : "GatewayParameters", "parameters", namespace);
    }

    static HttpRouteFilter springFilter() {
        return new HttpRouteFilter.ExtensionRef(SpringFilter.GROUP, "SpringFilter", "who");
    }

    private static List<Map<String, byte[]>> keyPairs() {
        var one = TestCertificates.certificateOf(Algorithm.rsa2048, "one", "*.example.com");
        var other = TestCertificates.certificateOf(Algorithm.rsa2048, "other", "b.example.com");
        return List.of(
                entries(one.chain(), one.privateKey()),
                entries(one.chain(), one.privateKey()),
                entries(other.chain(), other.privateKey()),
                entries(other.chain(), other.privateKey()),
                entries(one.chain(), one.privateKey()),
                entries(one.chain(), other.privateKey()),
                entries("no certificate", one.privateKey()),
                Map.of());
    }

    private static Map<String, byte[]> entries(String chain, String key) {
        return Map.of(
                "tls.crt",
                chain.getBytes(StandardCharsets.US_ASCII),
                "tls.key",
                key.getBytes(StandardCharsets.US_ASCII));
    }
}

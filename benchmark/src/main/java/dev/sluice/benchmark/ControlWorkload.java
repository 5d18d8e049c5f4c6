package dev.sluice.benchmark;

import dev.sluice.graph.GraphSettings;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of a cluster: Listeners with certificates, or routes with two rules each. The GatewayClass, a Service and an
 * EndpointSlice for each route are with them.
 *
 * @param objects all of them
 */
record ControlWorkload(List<WatchedObject> objects) {

    static final GraphSettings SETTINGS = GraphSettings.forFolder((_, _) -> Optional.empty());

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final String NAMESPACE = "shop";
    private static final int PORT = 8080;
    /** MaxItems of the Listeners of one object. */
    private static final int LISTENERS_OF_AN_OBJECT = 64;

    /** HTTPS Listeners of one Gateway and its ListenerSets, all on port 443, each with an EC key of its own. */
    static ControlWorkload certificates(int count) {
        var objects = new ArrayList<WatchedObject>(List.of(gatewayClass()));
        var listeners = new ArrayList<Gateway.Listener>();
        for (int index = 0; index < count; index++) {
            objects.add(secret(index));
            listeners.add(httpsListener(index));
        }
        for (int first = 0; first < count; first += LISTENERS_OF_AN_OBJECT) {
            var some = listeners.subList(first, Math.min(count, first + LISTENERS_OF_AN_OBJECT));
            objects.add(first == 0 ? gateway(some) : listenerSet(first, some));
        }
        addRoutes(1, objects);
        return new ControlWorkload(objects);
    }

    /** Routes at one HTTP Listener. */
    static ControlWorkload routes(int count) {
        var allowed = new Gateway.AllowedRoutes("Same", null, List.of());
        var listener = new Gateway.Listener("http", null, 80, "HTTP", null, allowed, List.of(), List.of());
        var objects = new ArrayList<WatchedObject>(List.of(gatewayClass(), gateway(List.of(listener))));
        addRoutes(count, objects);
        return new ControlWorkload(objects);
    }

    ClusterState state() {
        return ClusterState.of(objects);
    }

    /** The same with another object in the place of the one of its kind and name. */
    ControlWorkload with(WatchedObject changed) {
        return new ControlWorkload(objects.stream()
                .map(it -> it.kind().equals(changed.kind()) && it.name().equals(changed.name()) ? changed : it)
                .toList());
    }

    static EndpointSlice endpointSlice(int route, String address) {
        return new EndpointSlice(
                meta("service-" + route + "-x7k2p"),
                "service-" + route,
                "IPv4",
                List.of(new EndpointSlice.Endpoint(List.of(address), true, true, false, null, null)),
                List.of(new EndpointSlice.Port("", "TCP", PORT, null)));
    }

    static HttpRoute route(int index, String prefix) {
        return new HttpRoute(
                meta("route-" + index),
                new HttpRoute.Spec(
                        List.of(new ParentRef(GROUP, "Gateway", null, "edge", null, null)),
                        List.of("shop-" + index / 10 + ".example.com"),
                        List.of(rule(index, prefix + "/" + index % 10), rule(index, "/static/" + index % 10))));
    }

    private static void addRoutes(int count, List<WatchedObject> objects) {
        for (int index = 0; index < count; index++) {
            objects.add(route(index, "/api"));
            objects.add(service(index));
            objects.add(endpointSlice(index, "10.0.0.1"));
        }
    }

    private static HttpRoute.Rule rule(int index, String prefix) {
        var match = new HttpRoute.Match(new HttpRoute.PathMatch("PathPrefix", prefix), List.of(), List.of(), null);
        var ref = new BackendObjectReference("", "Service", null, "service-" + index, PORT);
        return new HttpRoute.Rule(
                null,
                List.of(match),
                List.of(),
                List.of(new RouteBackendRef(ref, 1, List.of())),
                HttpRoute.Timeouts.NONE,
                null,
                null,
                List.of());
    }

    private static Service service(int index) {
        return new Service(
                meta("service-" + index),
                "ClusterIP",
                null,
                false,
                List.of(new Service.Port("", PORT, "TCP", Integer.toString(PORT), null)),
                Map.of(),
                Service.Standing.NONE);
    }

    private static GatewayClass gatewayClass() {
        var meta = new ObjectMeta(new ObjectName("", "sluice"), "", 1, Instant.EPOCH, Map.of(), Map.of());
        return new GatewayClass(meta, GraphSettings.CONTROLLER_NAME, null);
    }

    private static Gateway gateway(List<Gateway.Listener> listeners) {
        return new Gateway(
                meta("edge"),
                new Gateway.Spec(
                        "sluice",
                        listeners,
                        List.of(),
                        new Gateway.AllowedListeners("Same", null),
                        Gateway.Infrastructure.NONE,
                        FrontendTls.NONE,
                        null,
                        List.of()));
    }

    private static ListenerSet listenerSet(int first, List<Gateway.Listener> listeners) {
        var parent = new ListenerSet.ParentGatewayReference(GROUP, "Gateway", null, "edge");
        return new ListenerSet(
                meta("set-" + first), Kinds.LISTENER_SET, new ListenerSet.Spec(parent, List.copyOf(listeners)));
    }

    private static Gateway.Listener httpsListener(int index) {
        var ref = new ObjectReference("", "Secret", "tls-" + index, null);
        var tls = new Gateway.Tls("Terminate", List.of(ref), Map.of(), null);
        var allowed = new Gateway.AllowedRoutes("Same", null, List.of());
        return new Gateway.Listener("https-" + index, host(index), 443, "HTTPS", tls, allowed, List.of(), List.of());
    }

    private static Secret secret(int index) {
        var bundle = bundle(index);
        return new Secret(
                meta("tls-" + index),
                "kubernetes.io/tls",
                Map.of(
                        "tls.crt",
                        bundle.getCertificatePathPEM().getBytes(StandardCharsets.US_ASCII),
                        "tls.key",
                        bundle.getPrivateKeyPEM().getBytes(StandardCharsets.US_ASCII)));
    }

    private static X509Bundle bundle(int index) {
        try {
            return new CertificateBuilder()
                    .algorithm(CertificateBuilder.Algorithm.ecp256)
                    .subject("CN=" + host(index))
                    .addSanDnsName(host(index))
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String host(int index) {
        return "shop-" + index + ".example.com";
    }

    private static ObjectMeta meta(String name) {
        return new ObjectMeta(new ObjectName(NAMESPACE, name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }
}

package dev.sluice.graph;

import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.ReferenceGrant;
import dev.sluice.resource.Service;
import dev.sluice.resource.ServiceImport;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;

/** Edits of a small cluster in which everything refers to everything, so that most of them change a verdict. */
final class RandomEdits {

    /** Names of the filter factories that there are. */
    static final FilterFactories FACTORIES = Objects.factories("AddRequestHeader");

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final String GROUP_X = "gateway.networking.x-k8s.io";
    private static final int MOST_AT_ONCE = 5;

    private final Draw draw;
    private final RandomGateways gateways;
    private final RandomRoutes routes;
    private final RandomXBackends xBackends;

    RandomEdits(Random random) {
        this.draw = new Draw(random);
        this.gateways = new RandomGateways(draw);
        this.routes = new RandomRoutes(draw);
        this.xBackends = new RandomXBackends(draw, gateways);
    }

    /**
     * Adds, replaces or removes up to five objects, as a folder or a list that is read again brings them: at once.
     *
     * @return what it did, in words
     */
    String apply(Map<String, WatchedObject> objects) {
        objects.putIfAbsent("GatewayClass sluice", RandomGateways.usualClass());
        var did = new StringJoiner("; ");
        int edits = 1 + draw.below(MOST_AT_ONCE);
        for (int edit = 0; edit < edits; edit++) {
            did.add(applyOne(objects));
        }
        return did.toString();
    }

    private String applyOne(Map<String, WatchedObject> objects) {
        var object = object();
        if (draw.onceIn(6)) {
            objects.remove(key(object));
            return "removed " + key(object);
        }
        objects.put(key(object), object);
        return "put " + object;
    }

    private static String key(WatchedObject object) {
        return object.kind() + " " + object.name();
    }

    private WatchedObject object() {
        return switch (draw.below(88)) {
            case 0, 1 -> gateways.gatewayClass();
            case 2, 3, 4, 68 -> gateways.gateway();
            case 5, 6 -> gateways.listenerSet();
            case 7, 8, 9, 69 -> gateways.secret();
            case 10, 11 -> gateways.parameters();
            case 12, 13, 14 -> gateways.serviceOfGateway();
            case 15, 16 -> gateways.podsOfGateway();
            case 17, 18 -> grant();
            case 19 -> policy();
            case 42, 43 -> policy();
            case 44, 45, 46 -> gateways.issuers();
            case 47, 48, 49, 50 -> new RandomSessions(draw).policy();
            case 51, 52, 53, 54, 65, 77, 78 -> xBackends.xBackend();
            case 55, 56, 57, 58, 66, 67, 79, 80, 81 -> xBackends.pod();
            case 84, 85, 86, 87 -> new RandomTelemetry(draw).policy();
            case 20 -> new Namespace(draw.meta("", draw.namespace(), Map.of("team", draw.one("x", "y"))));
            case 21 -> springFilter();
            case 22, 59, 60, 70 -> routes.routeOfAnotherKind();
            case 23, 24, 25, 26, 82, 83 -> service();
            case 28, 29, 30, 31 -> slice();
            case 75 -> serviceImport();
            case 76, 27 -> sliceOfAnImport();
            default -> routes.httpRoute();
        };
    }

    private ReferenceGrant grant() {
        var from = draw.namespace();
        return new ReferenceGrant(
                draw.meta(draw.namespace(), "grant"),
                List.of(
                        new ReferenceGrant.From(GROUP, "HTTPRoute", from),
                        new ReferenceGrant.From(GROUP, draw.one("Gateway", "ListenerSet"), from),
                        new ReferenceGrant.From(GROUP_X, draw.one("XBackend", "XTelemetryPolicy"), from)),
                List.of(
                        new ReferenceGrant.To("", "Service", draw.nullOr("s1")),
                        new ReferenceGrant.To(GROUP_X, "XBackend", draw.nullOr("x1")),
                        new ReferenceGrant.To("", "Secret", draw.nullOr("tls"))));
    }

    private BackendTlsPolicy policy() {
        var issuers = draw.onceIn(4) ? List.<ObjectReference>of() : List.of(gateways.issuersRef(null));
        var validation = new BackendTlsPolicy.Validation(
                issuers,
                issuers.isEmpty() ? draw.one("System", "example.com/other") : null,
                "s.example.com",
                List.of());
        return new BackendTlsPolicy(
                draw.meta(draw.namespace(), draw.one("policy", "policy2", "policy3")),
                List.of(new TargetRef("", "Service", "s" + draw.below(4), draw.onceIn(3) ? "" : null)),
                validation,
                draw.one("v1", "v1", "v1alpha2"),
                draw.onceIn(8) ? List.of("spec.options") : List.of());
    }

    private SpringFilter springFilter() {
        var args = Map.of("name", "who", "value", draw.one("1", "2"));
        return new SpringFilter(
                draw.meta(draw.namespace(), "who"), draw.one("AddRequestHeader", "AddRequestHeader", "Other"), args);
    }

    private Service service() {
        var port = new Service.Port("", draw.onceIn(6) ? 81 : 80, "TCP", "3000", draw.onceIn(6) ? "mysql" : null);
        var other = new Service.Port("other", draw.onceIn(3) ? 80 : 8080, draw.one("TCP", "TCP", "UDP"), "3000", null);
        var mode = draw.one("open", "closed", "shut");
        var clusterIps = draw.onceIn(6) ? List.<String>of() : List.of("10.96.0." + draw.below(3));
        return new Service(
                draw.annotated(
                        draw.namespace(),
                        "s" + draw.below(4),
                        draw.onceIn(3) ? Map.of("sluice.dev/mesh-failure-mode", mode) : Map.of()),
                "ClusterIP",
                draw.onceIn(12) ? "s.example.com" : null,
                false,
                draw.onceIn(4) ? List.of(port) : List.of(port, other),
                Map.of(),
                new Service.Standing(Set.of(), clusterIps, List.of()));
    }

    private ServiceImport serviceImport() {
        var port = new Service.Port("", draw.onceIn(6) ? 81 : 80, "TCP", "80", null);
        return new ServiceImport(
                draw.meta(draw.namespace(), "s" + draw.below(2)),
                draw.onceIn(2) ? List.of() : List.of("10.97.0." + draw.below(3)),
                List.of(port));
    }

    /** Of one that has no Service, or also of a Service that stands for the import. */
    private EndpointSlice sliceOfAnImport() {
        var slice = slice();
        return new EndpointSlice(
                draw.meta(
                        slice.name().namespace(),
                        slice.name().name(),
                        Map.of("multicluster.kubernetes.io/service-name", "s" + draw.below(2))),
                draw.onceIn(2) ? "" : slice.serviceName(),
                slice.addressType(),
                slice.endpoints(),
                slice.ports());
    }

    private EndpointSlice slice() {
        var endpoint = new EndpointSlice.Endpoint(
                List.of("10.0.0." + draw.below(9)),
                draw.onceIn(2),
                draw.onceIn(2),
                true,
                draw.nullOr(draw.one("one", "two")),
                draw.nullOr(draw.one("node-1", "node-2")));
        return new EndpointSlice(
                draw.meta(draw.namespace(), "slice" + draw.below(4)),
                "s" + draw.below(4),
                "IPv4",
                List.of(endpoint),
                List.of(new EndpointSlice.Port("", "TCP", 3000, null)));
    }
}

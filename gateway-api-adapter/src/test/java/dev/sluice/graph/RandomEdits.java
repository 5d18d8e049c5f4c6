package dev.sluice.graph;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.ReferenceGrant;
import dev.sluice.resource.Service;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Edits of a small cluster in which everything refers to everything, so that most of them change a verdict. */
final class RandomEdits {

    static final GraphSettings SETTINGS = GraphSettings.forFolder(Set.of("AddRequestHeader"));

    private static final String GROUP = "gateway.networking.k8s.io";

    private final Random random;

    RandomEdits(Random random) {
        this.random = random;
    }

    /** Adds, replaces or removes one object; what it did in words. */
    String apply(Map<String, WatchedObject> objects) {
        objects.putIfAbsent("GatewayClass /sluice", Objects.gatewayClass());
        var object = object();
        if (random.nextInt(4) == 0) {
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
        return switch (random.nextInt(16)) {
            case 0 -> gateway(meta(namespace(), one("gw", "gw2")));
            case 1 -> grant(meta(namespace(), "grant"));
            case 2 -> policy(meta(namespace(), "policy"));
            case 3 -> new Namespace(labelled(new ObjectName("", namespace())));
            case 4 -> new SpringFilter(meta(namespace(), "who"), one("AddRequestHeader", "Other"), Map.of());
            case 5, 6, 7 -> service(meta(namespace(), "s" + random.nextInt(4)));
            case 8, 9, 10 -> slice(meta(namespace(), "slice" + random.nextInt(4)));
            case 11, 12 -> listenerSet(meta(namespace(), one("set", "set2")));
            default -> route("r" + random.nextInt(4));
        };
    }

    private HttpRoute route(String name) {
        var parent = random.nextInt(3) == 0
                ? new ParentRef(GROUP, "ListenerSet", nullOr("b"), one("set", "set2"), nullOr("one"), null)
                : new ParentRef(GROUP, "Gateway", nullOr("a"), one("gw", "gw", "gw2"), nullOr("one"), null);
        return new HttpRoute(
                meta("a", name),
                new HttpRoute.Spec(
                        List.of(parent),
                        random.nextBoolean() ? List.of() : List.of(one("a.example.com", "b.example.com")),
                        List.of(rule(), rule())));
    }

    private HttpRoute.Rule rule() {
        return new HttpRoute.Rule(
                null,
                List.of(),
                filters(),
                List.of(new HttpRoute.BackendRef(backend(), random.nextInt(3), filters())),
                HttpRoute.Timeouts.NONE,
                null,
                List.of());
    }

    private List<HttpRouteFilter> filters() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of(new HttpRouteFilter.RequestMirror(backend(), 1, 2));
            case 1 -> List.of(new HttpRouteFilter.ExtensionRef(SpringFilter.GROUP, "SpringFilter", "who"));
            default -> List.of();
        };
    }

    private BackendObjectReference backend() {
        return new BackendObjectReference("", "Service", nullOr(namespace()), "s" + random.nextInt(4), 80);
    }

    private Gateway gateway(ObjectMeta meta) {
        var selector = new LabelSelector(Map.of("team", "x"), List.of());
        var allowed = new Gateway.AllowedRoutes(one("Same", "All", "Selector"), selector, List.of());
        var filters =
                List.<HttpRouteFilter>of(new HttpRouteFilter.ExtensionRef(SpringFilter.GROUP, "SpringFilter", "who"));
        var listener = new Gateway.Listener(
                "one",
                nullOr("*.example.com"),
                80,
                one("HTTP", "HTTPS"),
                null,
                allowed,
                random.nextInt(4) == 0 ? filters : List.of(),
                List.of());
        var allowedListeners = new Gateway.AllowedListeners(one("None", "Same", "All", "Selector"), selector);
        return new Gateway(meta, new Gateway.Spec("sluice", List.of(listener), List.of(), allowedListeners, List.of()));
    }

    private ListenerSet listenerSet(ObjectMeta meta) {
        var allowed = new Gateway.AllowedRoutes(one("Same", "All"), null, List.of());
        var listener = new Gateway.Listener(
                "one",
                one("*.example.com", "b.example.com"),
                80,
                one("HTTP", "HTTPS"),
                null,
                allowed,
                List.of(),
                List.of());
        var parent = new ListenerSet.ParentGatewayReference(GROUP, "Gateway", "a", one("gw", "gw2"));
        return new ListenerSet(meta, ListenerSet.Version.V1, new ListenerSet.Spec(parent, List.of(listener)));
    }

    private ReferenceGrant grant(ObjectMeta meta) {
        return new ReferenceGrant(
                meta,
                List.of(new ReferenceGrant.From(GROUP, "HTTPRoute", namespace())),
                List.of(new ReferenceGrant.To("", "Service", nullOr("s1"))));
    }

    private BackendTlsPolicy policy(ObjectMeta meta) {
        return new BackendTlsPolicy(
                meta, List.of(new BackendTlsPolicy.TargetRef("", "Service", "s" + random.nextInt(4), null)));
    }

    private Service service(ObjectMeta meta) {
        var port = new Service.Port("", random.nextInt(4) == 0 ? 81 : 80, "TCP", "3000", nullOr("mysql"));
        return new Service(meta, "ClusterIP", null, false, List.of(port), Map.of());
    }

    private EndpointSlice slice(ObjectMeta meta) {
        var endpoint = new EndpointSlice.Endpoint(
                List.of("10.0.0." + random.nextInt(9)), random.nextBoolean(), random.nextBoolean(), true);
        return new EndpointSlice(
                meta,
                "s" + random.nextInt(4),
                "IPv4",
                List.of(endpoint),
                List.of(new EndpointSlice.Port("", 3000, null)));
    }

    private ObjectMeta labelled(ObjectName name) {
        return new ObjectMeta(name, "", 1, Instant.EPOCH, Map.of("team", one("x", "y")), Map.of());
    }

    private static ObjectMeta meta(String namespace, String name) {
        return new ObjectMeta(new ObjectName(namespace, name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    private String namespace() {
        return one("a", "a", "b");
    }

    private String one(String... values) {
        return values[random.nextInt(values.length)];
    }

    private @Nullable String nullOr(String value) {
        return random.nextBoolean() ? null : value;
    }
}

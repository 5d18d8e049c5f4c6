package dev.sluice.graph;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.StreamRule;
import dev.sluice.resource.TcpRoute;
import dev.sluice.resource.TlsRoute;
import dev.sluice.resource.UdpRoute;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Routes that refer to all that a route can refer to. */
final class RandomRoutes {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final Draw draw;

    RandomRoutes(Draw draw) {
        this.draw = draw;
    }

    HttpRoute httpRoute() {
        return new HttpRoute(
                draw.meta(draw.namespace(), "r" + draw.below(4)),
                new HttpRoute.Spec(
                        parents(),
                        draw.onceIn(2) ? List.of() : List.of(draw.one("a.example.com", "b.example.com", "c.test")),
                        some(1 + draw.below(2), this::rule)));
    }

    Route routeOfAnotherKind() {
        var meta = draw.meta(draw.namespace(), "r" + draw.below(2));
        var parents = parents();
        return switch (draw.below(6)) {
            case 0 -> new TcpRoute(meta, parents, some(1 + draw.below(2), this::streamRule));
            case 1 -> new UdpRoute(meta, parents, some(1 + draw.below(2), this::streamRule));
            case 2, 3 ->
                new TlsRoute(
                        meta,
                        parents,
                        draw.onceIn(3) ? List.of() : List.of(draw.one("b.example.com", "*.example.com", "c.test")),
                        some(1 + draw.below(2), this::streamRule));
            default ->
                new GrpcRoute(meta, new GrpcRoute.Spec(parents, List.of(), some(1 + draw.below(2), this::grpcRule)));
        };
    }

    private StreamRule streamRule() {
        return new StreamRule(
                draw.nullOr("named"),
                some(draw.below(3), () -> new RouteBackendRef(backend(), draw.below(3), List.of())));
    }

    private GrpcRoute.Rule grpcRule() {
        return new GrpcRoute.Rule(
                draw.nullOr("named"),
                some(draw.below(3), this::grpcMatch),
                filters(),
                some(draw.below(4), () -> new RouteBackendRef(backend(), draw.below(3), filters())),
                draw.onceIn(4) ? new RandomSessions(draw).session() : null,
                draw.onceIn(12) ? List.of("matches[0].extra") : List.of());
    }

    private GrpcRoute.Match grpcMatch() {
        var method = draw.one(
                new GrpcRoute.MethodMatch("Exact", "shop.Cart", "Add"),
                new GrpcRoute.MethodMatch("Exact", "shop.Cart", null),
                new GrpcRoute.MethodMatch("RegularExpression", draw.onceIn(4) ? "(" : "shop.*", null));
        return new GrpcRoute.Match(
                draw.nullOr(method),
                draw.onceIn(3) ? List.of(new HttpRoute.ValueMatch("Exact", "version", "1")) : List.of());
    }

    private List<ParentRef> parents() {
        return Stream.concat(
                        some(1 + draw.below(2), this::parent).stream(), some(draw.below(3), this::service).stream())
                .toList();
    }

    private ParentRef service() {
        return new ParentRef(
                draw.one("", "", "core"),
                "Service",
                draw.nullOr(draw.namespace()),
                "s" + draw.below(2),
                draw.onceIn(3) ? "other" : null,
                draw.onceIn(9) ? 80 : null);
    }

    private ParentRef parent() {
        boolean ofListenerSet = draw.onceIn(3);
        return new ParentRef(
                GROUP,
                ofListenerSet ? "ListenerSet" : "Gateway",
                draw.nullOr("a"),
                ofListenerSet ? draw.one("set", "set2") : draw.one("gw", "gw", "gw2"),
                draw.nullOr(draw.one("one", "two", "three")),
                draw.onceIn(6) ? 443 : null);
    }

    private HttpRoute.Rule rule() {
        return new HttpRoute.Rule(
                draw.nullOr("named"),
                some(draw.below(3), this::match),
                filters(),
                some(draw.below(4), () -> new RouteBackendRef(backend(), draw.below(3), filters())),
                draw.onceIn(6) ? new HttpRoute.Timeouts(Duration.ofSeconds(5), null) : HttpRoute.Timeouts.NONE,
                draw.onceIn(6) ? new HttpRoute.Retry(Set.of(503), 1, null) : null,
                draw.onceIn(4) ? new RandomSessions(draw).session() : null,
                draw.onceIn(12) ? List.of("matches[0].extra") : List.of());
    }

    private HttpRoute.Match match() {
        var path = draw.one(
                new HttpRoute.PathMatch("PathPrefix", "/"),
                new HttpRoute.PathMatch("PathPrefix", "/cart"),
                new HttpRoute.PathMatch("Exact", "/cart"),
                new HttpRoute.PathMatch("RegularExpression", draw.onceIn(4) ? "/(" : "/[a-z]+"));
        return new HttpRoute.Match(
                path,
                draw.onceIn(3) ? List.of(new HttpRoute.ValueMatch("Exact", "version", draw.one("1", "2"))) : List.of(),
                draw.onceIn(3) ? List.of(new HttpRoute.ValueMatch("Exact", "q", "1")) : List.of(),
                draw.onceIn(3) ? draw.one("GET", "POST") : null);
    }

    private List<HttpRouteFilter> filters() {
        return switch (draw.below(10)) {
            case 0, 1, 2 -> List.of(new HttpRouteFilter.RequestMirror(backend(), 1, 2));
            case 3 -> List.of(RandomGateways.springFilter());
            case 4 ->
                List.of(new HttpRouteFilter.RequestHeaderModifier(new HttpRouteFilter.HeaderFilter(
                        List.of(new HttpRouteFilter.Header("who", draw.one("a", "b"))), List.of(), List.of())));
            case 5 -> draw.onceIn(3) ? List.of(new HttpRouteFilter.NotServed("Rename")) : List.of();
            case 6 ->
                List.of(new HttpRouteFilter.ExternalAuth(
                        draw.one(
                                new HttpRouteFilter.AuthProtocol.Grpc(List.of()),
                                new HttpRouteFilter.AuthProtocol.Http("/check", List.of(), List.of())),
                        backend(),
                        0));
            default -> List.of();
        };
    }

    private BackendObjectReference backend() {
        if (draw.onceIn(3)) {
            return new BackendObjectReference(
                    "gateway.networking.x-k8s.io",
                    "XBackend",
                    draw.nullOr(draw.namespace()),
                    "x" + draw.below(2),
                    draw.onceIn(24) ? 8080 : null);
        }
        if (draw.onceIn(8)) {
            return new BackendObjectReference(
                    "multicluster.x-k8s.io", "ServiceImport", draw.nullOr(draw.namespace()), "s" + draw.below(2), 80);
        }
        return new BackendObjectReference(
                "",
                draw.onceIn(12) ? "Bucket" : "Service",
                draw.nullOr(draw.namespace()),
                "s" + draw.below(4),
                draw.onceIn(12) ? null : 80);
    }

    private static <T> List<T> some(int count, Supplier<T> drawn) {
        return Stream.generate(drawn).limit(count).toList();
    }
}

package dev.sluice.benchmark;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.handler.predicate.HostRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.PathRoutePredicateFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/** The routes of a workload as Host and Path predicates, looked up by Spring Cloud Gateway's own handler mapping. */
final class ScgRouteScan extends RoutePredicateHandlerMapping {

    private static final HostRoutePredicateFactory HOST = new HostRoutePredicateFactory();
    private static final PathRoutePredicateFactory PATH = new PathRoutePredicateFactory(new WebFluxProperties());

    ScgRouteScan(Workload workload) {
        this(IntStream.range(0, workload.routes())
                .mapToObj(number -> route(workload, number))
                .toList());
    }

    private ScgRouteScan(List<Route> routes) {
        super(
                new FilteringWebHandler(List.of(), false),
                () -> Flux.fromIterable(routes),
                new GlobalCorsProperties(),
                new StandardEnvironment());
    }

    private static Route route(Workload workload, int number) {
        HostRoutePredicateFactory.Config host = new HostRoutePredicateFactory.Config();
        host.setPatterns(List.of(workload.host(number)));
        PathRoutePredicateFactory.Config path = new PathRoutePredicateFactory.Config();
        path.setPatterns(List.of(workload.prefix(number) + "/**"));
        return Route.async()
                .id("route-" + number)
                .uri("http://localhost:1")
                .asyncPredicate(HOST.applyAsync(host))
                .and(PATH.applyAsync(path))
                .build();
    }

    @Nullable
    Route lookup(ServerWebExchange exchange) {
        return lookupRoute(exchange).block();
    }
}

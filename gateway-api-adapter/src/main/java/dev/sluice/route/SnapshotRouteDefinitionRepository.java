package dev.sluice.route;

import dev.sluice.entry.Serving;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Our rules as route definitions: a view for the actuator. No route is ever made of them, because Spring Cloud Gateway
 * evaluates expressions in arguments; all that an argument here holds is the id of its route.
 *
 * <p>Read-only: routes are changed where they are declared.
 */
public final class SnapshotRouteDefinitionRepository implements RouteDefinitionRepository {

    private final Serving serving;

    public SnapshotRouteDefinitionRepository(Serving serving) {
        this.serving = serving;
    }

    @Override
    public Flux<RouteDefinition> getRouteDefinitions() {
        return Flux.defer(() -> Flux.fromIterable(RouteListing.of(serving.rules())))
                .map(SnapshotRouteDefinitionRepository::definition);
    }

    private static RouteDefinition definition(Route route) {
        Map<String, String> reference = Map.of("ref", route.getId());
        PredicateDefinition predicate = new PredicateDefinition();
        predicate.setName("GatewayApiMatch");
        predicate.setArgs(reference);
        FilterDefinition filter = new FilterDefinition();
        filter.setName("GatewayApiRule");
        filter.setArgs(reference);
        RouteDefinition definition = new RouteDefinition();
        definition.setId(route.getId());
        definition.setUri(route.getUri());
        definition.setOrder(route.getOrder());
        definition.setPredicates(List.of(predicate));
        definition.setFilters(List.of(filter));
        definition.setMetadata(new HashMap<>(route.getMetadata()));
        return definition;
    }

    @Override
    public Mono<Void> save(Mono<RouteDefinition> route) {
        return readOnly();
    }

    @Override
    public Mono<Void> delete(Mono<String> routeId) {
        return readOnly();
    }

    private static Mono<Void> readOnly() {
        return Mono.error(() -> new UnsupportedOperationException(
                "routes are read-only here: change the HTTPRoute, or the application's own configuration"));
    }
}

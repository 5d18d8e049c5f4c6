package com.example.shop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRepository;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The team's own repository of routes: a file, so that a route that the actuator adds is there after a restart. */
@Component
@ConditionalOnProperty("shop.routes")
class RoutesInAFile implements RouteDefinitionRepository {

    private final Path file;
    private final JsonMapper json;

    RoutesInAFile(@Value("${shop.routes}") Path file, JsonMapper json) {
        this.file = file;
        this.json = json;
    }

    @Override
    public Flux<RouteDefinition> getRouteDefinitions() {
        return Flux.defer(() -> Flux.fromIterable(read().values()));
    }

    @Override
    public Mono<Void> save(Mono<RouteDefinition> route) {
        return route.doOnNext(added -> change(routes -> routes.put(added.getId(), added)))
                .then();
    }

    @Override
    public Mono<Void> delete(Mono<String> id) {
        return id.doOnNext(removed -> change(routes -> routes.remove(removed))).then();
    }

    private synchronized Map<String, RouteDefinition> read() {
        return Files.exists(file) ? json.readValue(file, new TypeReference<>() {}) : new TreeMap<>();
    }

    private synchronized void change(Consumer<Map<String, RouteDefinition>> change) {
        var routes = read();
        change.accept(routes);
        json.writeValue(file, routes);
    }
}

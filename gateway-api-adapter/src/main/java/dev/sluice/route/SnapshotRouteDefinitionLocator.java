package dev.sluice.route;

import dev.sluice.entry.Serving;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import reactor.core.publisher.Flux;

/**
 * The rules that are being served as route definitions: a view for the actuator, see {@link RuleDefinition}. The
 * definitions that the actuator writes are in the application's repository, which is none of ours.
 */
public final class SnapshotRouteDefinitionLocator implements RouteDefinitionLocator {

    private final Serving serving;

    public SnapshotRouteDefinitionLocator(Serving serving) {
        this.serving = serving;
    }

    @Override
    public Flux<RouteDefinition> getRouteDefinitions() {
        return Flux.defer(() -> Flux.fromIterable(RouteListing.definitions(serving.rules())));
    }
}

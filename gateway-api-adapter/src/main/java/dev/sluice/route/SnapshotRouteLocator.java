package dev.sluice.route;

import dev.sluice.entry.Serving;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import reactor.core.publisher.Flux;

/**
 * Every route that there is: those of the application, then ours as they are being served. For the actuator; on the
 * application's own port only the application's are looked at.
 */
public final class SnapshotRouteLocator implements RouteLocator {

    private final RouteLocator application;
    private final Serving serving;

    public SnapshotRouteLocator(RouteLocator application, Serving serving) {
        this.application = application;
        this.serving = serving;
    }

    @Override
    public Flux<Route> getRoutes() {
        return application
                .getRoutes()
                .concatWith(Flux.defer(() -> Flux.fromIterable(RouteListing.of(serving.rules()))));
    }
}

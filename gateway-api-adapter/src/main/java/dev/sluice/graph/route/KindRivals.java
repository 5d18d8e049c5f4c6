package dev.sluice.graph.route;

import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Route;
import java.util.List;
import java.util.Optional;

/**
 * Which kind of routes has a port of a Service, of those that want it for the same clients: only one. A kind that is
 * not served wants none. A route that is attached and cannot be served holds its port nevertheless: what it was to
 * refuse must not be answered by a weaker one. Source: GEP-1294, "Route types".
 */
final class KindRivals {

    /** Kinds that are served, the strongest first. */
    private static final List<Kind<Route>> STRONGEST_FIRST =
            List.of(Kinds.GRPC_ROUTE, Kinds.HTTP_ROUTE, Kinds.TLS_ROUTE, Kinds.TCP_ROUTE);

    private final Reading reading;

    KindRivals(Reading reading) {
        this.reading = reading;
    }

    /** Whether a Service can be a parent of such routes. */
    static boolean isServed(Kind<Route> kind) {
        return STRONGEST_FIRST.contains(kind);
    }

    /**
     * The first route of a stronger kind that has the place; empty where a route has it itself. Routes for the same
     * clients are all of one namespace: the Service's for all clients, another for its own.
     */
    Optional<Route> of(Route route, ObjectName service, Place place) {
        var namespace = route.name().namespace();
        return STRONGEST_FIRST.stream()
                .takeWhile(kind -> !kind.equals(route.kind()))
                .flatMap(kind -> reading.routesNaming(kind, namespace, service).stream())
                .filter(rival -> rival.parentRefs().stream()
                        .anyMatch(ref ->
                                ref.namesService() && ref.nameFrom(namespace).equals(service) && place.isNamedBy(ref)))
                .findFirst();
    }
}

package dev.sluice.graph.route;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import java.util.List;

/** What of a route's hostnames a Listener serves. Source: HTTPRouteSpec.hostnames. */
final class Hostnames {

    private Hostnames() {}

    /**
     * The part of each declared hostname that the Listener serves; of a route that declares none, the Listener's own.
     * Empty where they have nothing in common.
     */
    static List<RouteHostname> intersect(Hostname listener, List<Hostname> declared) {
        var hostnames = declared.isEmpty() ? List.of(Hostname.ANY) : declared;
        return hostnames.stream()
                .distinct()
                .flatMap(hostname ->
                        listener.intersect(hostname).map(effective -> new RouteHostname(effective, hostname)).stream())
                .toList();
    }
}

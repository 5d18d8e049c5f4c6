package dev.sluice.config.listener;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import java.util.List;

/**
 * A Listener and what is attached to it. A route here is not reachable through any other Listener.
 *
 * @param certificates what is offered for this Listener's hostname; empty only on an HTTP socket
 */
public record Listener(ListenerId id, Hostname hostname, List<Certificate> certificates, List<Route> routes) {

    public Listener {
        certificates = List.copyOf(certificates);
        routes = List.copyOf(routes);
    }
}

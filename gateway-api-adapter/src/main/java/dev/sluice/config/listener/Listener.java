package dev.sluice.config.listener;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Listener and what is attached to it. A route here is not reachable through any other Listener.
 *
 * @param certificates what is offered for this Listener's hostname; empty where TLS is not ended here, and of a
 *     Listener that refuses its hostname: it is there so that none of the others on its socket takes the requests
 * @param clientValidation what clients must show; null: nothing is asked for
 * @param filters null: none
 * @param mode what is done with its connections, and what its routes are about
 */
public record Listener(
        ListenerId id,
        Hostname hostname,
        List<Certificate> certificates,
        @Nullable ClientValidation clientValidation,
        List<Route> routes,
        @Nullable ListenerFilters filters,
        ListenerMode mode) {

    public Listener {
        certificates = List.copyOf(certificates);
        routes = List.copyOf(routes);
    }

    /** A Listener for HTTP. */
    public Listener(
            ListenerId id,
            Hostname hostname,
            List<Certificate> certificates,
            @Nullable ClientValidation clientValidation,
            List<Route> routes,
            @Nullable ListenerFilters filters) {
        this(id, hostname, certificates, clientValidation, routes, filters, ListenerMode.HTTP);
    }

    /** A Listener for HTTP that asks for no client certificate. */
    public Listener(
            ListenerId id,
            Hostname hostname,
            List<Certificate> certificates,
            List<Route> routes,
            @Nullable ListenerFilters filters) {
        this(id, hostname, certificates, null, routes, filters);
    }

    /** A Listener for HTTP that asks for no client certificate and has no filters. */
    public Listener(ListenerId id, Hostname hostname, List<Certificate> certificates, List<Route> routes) {
        this(id, hostname, certificates, routes, null);
    }
}

package dev.sluice.graph.route;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.Hostname;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.resource.Gateway.AllowedRoutes;
import dev.sluice.resource.Gateway.RouteKind;
import java.util.List;

/**
 * What of a Listener decides whether a route is attached to it. Nothing else of a Gateway concerns a route.
 *
 * @param kinds the route kinds that it takes
 */
record Place(ListenerId id, int port, Hostname hostname, List<RouteKind> kinds, AllowedRoutes allowed) {

    Place {
        kinds = List.copyOf(kinds);
    }

    static Place of(ListenerNode listener) {
        return new Place(
                listener.id(),
                listener.socket().port(),
                listener.hostname(),
                listener.supportedKinds(),
                listener.resource().allowedRoutes());
    }
}

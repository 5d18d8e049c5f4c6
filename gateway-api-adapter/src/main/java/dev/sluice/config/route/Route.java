package dev.sluice.config.route;

import java.time.Instant;
import java.util.List;

/**
 * A route as it is attached to one Listener.
 *
 * @param created age decides between equally specific matches; {@link Instant#EPOCH} where the object has none
 * @param hostnames at least one; the part of each declared hostname that the Listener serves
 * @param rules in the order of the object
 */
public record Route(RouteId id, Instant created, List<RouteHostname> hostnames, List<Rule> rules) {

    public Route {
        hostnames = List.copyOf(hostnames);
        rules = List.copyOf(rules);
    }
}

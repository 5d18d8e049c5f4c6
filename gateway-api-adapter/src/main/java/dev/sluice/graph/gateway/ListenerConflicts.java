package dev.sluice.graph.gateway;

import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.resource.Gateway;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the Listeners of a Gateway that cannot be told apart. No winner is picked: all of them are in conflict.
 * Source: GatewaySpec.listeners, "distinct Listeners".
 */
final class ListenerConflicts {

    private final List<Gateway.Listener> rivals;

    /** Listeners whose protocol is not served take no port and are nobody's rival. */
    ListenerConflicts(List<Gateway.Listener> listeners) {
        this.rivals = listeners.stream()
                .filter(listener -> Protocols.served(listener.protocol()).isPresent())
                .toList();
    }

    /** What stands in the way of a Listener; empty where nothing does. */
    Optional<Conflict> of(Gateway.Listener listener) {
        if (Protocols.served(listener.protocol()).isEmpty()) {
            return Optional.empty();
        }
        var otherProtocol = names(listener, other -> !other.protocol().equals(listener.protocol()));
        if (!otherProtocol.isEmpty()) {
            return Optional.of(
                    ListenerConditions.protocolConflict(listener.port(), listener.protocol(), otherProtocol));
        }
        var hostname = hostname(listener);
        var sameHostname = names(listener, other -> hostname(other).equals(hostname));
        return sameHostname.isEmpty()
                ? Optional.empty()
                : Optional.of(ListenerConditions.hostnameConflict(listener.port(), hostname.toString(), sameHostname));
    }

    static Hostname hostname(Gateway.Listener listener) {
        var hostname = listener.hostname();
        return hostname == null ? Hostname.ANY : new Hostname(hostname);
    }

    private List<String> names(Gateway.Listener listener, Predicate<Gateway.Listener> inTheWay) {
        return rivals.stream()
                .filter(other ->
                        other.port() == listener.port() && !other.name().equals(listener.name()))
                .filter(inTheWay)
                .map(Gateway.Listener::name)
                .toList();
    }
}

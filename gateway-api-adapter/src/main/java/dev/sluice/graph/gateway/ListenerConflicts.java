package dev.sluice.graph.gateway;

import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the Listeners of a Gateway and its ListenerSets that cannot be told apart. Between two objects, the one that
 * comes first in the order of precedence keeps its place; within one object no winner is picked, and all are in
 * conflict. Source: GatewaySpec.listeners, "distinct Listeners"; ListenerSetSpec.listeners.
 *
 * <p>A Listener that is not served for a reason of its own, such as a missing certificate, keeps its place: else
 * another namespace could take its hostname at such a moment.
 */
final class ListenerConflicts {

    private final List<Holder> holders = new ArrayList<>();

    /** A Listener that has its place. */
    private record Holder(ListenerParent parent, Gateway.Listener listener) {

        String describedTo(String namespace) {
            return ListenerParent.describedTo(namespace, parent.id(listener));
        }
    }

    /** What stands in the way of a Listener; empty where nothing does. */
    Optional<Conflict> of(ListenerParent parent, Gateway.Listener listener) {
        return withEarlier(parent, listener).or(() -> withSibling(parent, listener));
    }

    /** Lets the Listeners of an object keep their places before all objects that are asked about from now on. */
    void hold(ListenerParent parent) {
        var kept = parent.listeners().stream()
                .filter(ListenerConflicts::isRival)
                .filter(listener -> withEarlier(parent, listener).isEmpty())
                .map(listener -> new Holder(parent, listener))
                .toList();
        holders.addAll(kept);
    }

    static Hostname hostname(Gateway.Listener listener) {
        var hostname = listener.hostname();
        return hostname == null ? Hostname.ANY : new Hostname(hostname);
    }

    private Optional<Conflict> withEarlier(ListenerParent parent, Gateway.Listener listener) {
        var namespace = parent.name().namespace();
        return holder(listener, held -> !held.protocol().equals(listener.protocol()))
                .map(holder -> ListenerConditions.protocolTaken(
                        listener.port(), listener.protocol(), holder.describedTo(namespace)))
                .or(() -> holder(listener, held -> hostname(held).equals(hostname(listener)))
                        .map(holder -> ListenerConditions.hostnameTaken(
                                listener.port(), hostname(listener).toString(), holder.describedTo(namespace))));
    }

    private Optional<Holder> holder(Gateway.Listener listener, Predicate<Gateway.Listener> inTheWay) {
        return Protocols.isOverTcp(listener.protocol())
                ? holders.stream()
                        .filter(holder ->
                                holder.listener().port() == listener.port() && inTheWay.test(holder.listener()))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<Conflict> withSibling(ListenerParent parent, Gateway.Listener listener) {
        if (!isRival(listener)) {
            return Optional.empty();
        }
        var otherProtocol =
                siblings(parent, listener, other -> !other.protocol().equals(listener.protocol()));
        if (!otherProtocol.isEmpty()) {
            return Optional.of(
                    ListenerConditions.protocolConflict(listener.port(), listener.protocol(), otherProtocol));
        }
        var hostname = hostname(listener);
        var sameHostname = siblings(parent, listener, other -> hostname(other).equals(hostname));
        return sameHostname.isEmpty()
                ? Optional.empty()
                : Optional.of(ListenerConditions.hostnameConflict(listener.port(), hostname.toString(), sameHostname));
    }

    private static List<String> siblings(
            ListenerParent parent, Gateway.Listener listener, Predicate<Gateway.Listener> inTheWay) {
        return parent.listeners().stream()
                .filter(ListenerConflicts::isRival)
                .filter(other ->
                        other.port() == listener.port() && !other.name().equals(listener.name()))
                .filter(inTheWay)
                .map(Gateway.Listener::name)
                .toList();
    }

    /** A Listener whose protocol is not served takes no port; one without a port has none. */
    private static boolean isRival(Gateway.Listener listener) {
        return listener.port() != 0 && Protocols.served(listener.protocol()).isPresent();
    }
}

package dev.sluice.graph.gateway;

import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Listeners of a Gateway and its ListenerSets that cannot be told apart. Between two objects, the one that
 * comes first in the order of precedence keeps its place; within one object no winner is picked, and all are in
 * conflict. Listeners of HTTPS and TLS share a port by their hostnames, and one of UDP is never in the way of one of
 * TCP. Source: GatewaySpec.listeners, "distinct Listeners"; ListenerSetSpec.listeners.
 *
 * <p>A Listener that is not served for a reason of its own, such as a missing certificate, keeps its place: else
 * another namespace could take its hostname at such a moment.
 */
final class ListenerConflicts {

    private final Map<Port, Places> places = new HashMap<>();

    private record Port(IpProtocol protocol, int number) {
        static Port of(Gateway.Listener listener) {
            return new Port(Protocols.ip(listener.protocol()), listener.port());
        }
    }

    /** Who has a port: the first Listener of each protocol, and of each hostname. In the order of precedence. */
    private static final class Places {
        private final Map<SocketProtocol, Holder> byProtocol = new LinkedHashMap<>();
        private final Map<Hostname, Holder> byHostname = new HashMap<>();

        void hold(SocketProtocol protocol, Holder holder) {
            byProtocol.putIfAbsent(protocol, holder);
            byHostname.putIfAbsent(hostname(holder.listener()), holder);
        }

        /** @param protocol empty: one that is not served, which is another than all of these */
        Optional<Holder> withAnotherProtocol(Optional<SocketProtocol> protocol) {
            return byProtocol.entrySet().stream()
                    .filter(held -> !protocol.equals(Optional.of(held.getKey())))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        @Nullable
        Holder of(Hostname hostname) {
            return byHostname.get(hostname);
        }
    }

    /** A Listener that has its place. */
    private record Holder(ListenerParent parent, Gateway.Listener listener) {
        String describedTo(String namespace) {
            return ListenerParent.describedTo(namespace, parent.id(listener));
        }
    }

    /** What stands in the way of each Listener of an object, in its order; empty where nothing does. */
    List<Optional<Conflict>> of(ListenerParent parent) {
        // One that has lost its place to an earlier object is in nobody's way.
        var siblings = new Siblings(parent.listeners().stream()
                .filter(listener -> withEarlier(parent, listener).isEmpty())
                .toList());
        return parent.listeners().stream()
                .map(listener -> withEarlier(parent, listener).or(() -> siblings.conflict(listener)))
                .toList();
    }

    /** Lets the Listeners of an object keep their places before all objects that are asked about from now on. */
    void hold(ListenerParent parent) {
        var kept = parent.listeners().stream()
                .filter(ListenerConflicts::isRival)
                .filter(listener -> withEarlier(parent, listener).isEmpty())
                .toList();
        kept.forEach(listener -> Protocols.served(listener.protocol())
                .ifPresent(protocol -> places.computeIfAbsent(Port.of(listener), _ -> new Places())
                        .hold(protocol, new Holder(parent, listener))));
    }

    /** Of TCP and UDP any, whatever is written: there is nothing to match it with. */
    static Hostname hostname(Gateway.Listener listener) {
        var hostname = hasNames(listener) ? listener.hostname() : null;
        return hostname == null ? Hostname.ANY : new Hostname(hostname);
    }

    private static boolean hasNames(Gateway.Listener listener) {
        return Protocols.speaksHttp(listener) || Protocols.speaksTls(listener);
    }

    private Optional<Conflict> withEarlier(ListenerParent parent, Gateway.Listener listener) {
        var held = places.get(Port.of(listener));
        if (held == null) {
            return Optional.empty();
        }
        var namespace = parent.name().namespace();
        return held.withAnotherProtocol(Protocols.served(listener.protocol()))
                .map(holder -> ListenerConditions.protocolTaken(
                        listener.port(), listener.protocol(), holder.describedTo(namespace)))
                .or(() -> Optional.ofNullable(held.of(hostname(listener)))
                        .map(holder -> taken(listener, holder.describedTo(namespace))));
    }

    private static Conflict taken(Gateway.Listener listener, String holder) {
        return hasNames(listener)
                ? ListenerConditions.hostnameTaken(
                        listener.port(), hostname(listener).toString(), holder)
                : ListenerConditions.portTaken(listener.port(), listener.protocol(), holder);
    }

    /** A Listener whose protocol is not served takes no port; one without a port has none. */
    private static boolean isRival(Gateway.Listener listener) {
        return listener.port() != 0 && Protocols.served(listener.protocol()).isPresent();
    }

    /** The Listeners of one object that could be in each other's way. */
    private static final class Siblings {
        private final Map<Port, List<Gateway.Listener>> byPort = new HashMap<>();

        Siblings(List<Gateway.Listener> listeners) {
            listeners.stream()
                    .filter(ListenerConflicts::isRival)
                    .forEach(listener -> byPort.computeIfAbsent(Port.of(listener), _ -> new ArrayList<>())
                            .add(listener));
        }

        Optional<Conflict> conflict(Gateway.Listener listener) {
            if (!isRival(listener)) {
                return Optional.empty();
            }
            var others = byPort.getOrDefault(Port.of(listener), List.of()).stream()
                    .filter(other -> !other.name().equals(listener.name()))
                    .toList();
            var protocol = Protocols.served(listener.protocol());
            var otherProtocol =
                    names(others, other -> !Protocols.served(other.protocol()).equals(protocol));
            if (!otherProtocol.isEmpty()) {
                return Optional.of(
                        ListenerConditions.protocolConflict(listener.port(), listener.protocol(), otherProtocol));
            }
            var sameHostname = names(others, other -> hostname(other).equals(hostname(listener)));
            return sameHostname.isEmpty() ? Optional.empty() : Optional.of(indistinct(listener, sameHostname));
        }

        private static Conflict indistinct(Gateway.Listener listener, List<String> others) {
            return hasNames(listener)
                    ? ListenerConditions.hostnameConflict(
                            listener.port(), hostname(listener).toString(), others)
                    : ListenerConditions.portConflict(listener.port(), listener.protocol(), others);
        }

        private static List<String> names(List<Gateway.Listener> listeners, Predicate<Gateway.Listener> wanted) {
            return listeners.stream().filter(wanted).map(Gateway.Listener::name).toList();
        }
    }
}

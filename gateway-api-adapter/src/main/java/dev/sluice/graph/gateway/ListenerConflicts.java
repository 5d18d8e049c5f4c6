package dev.sluice.graph.gateway;

import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Listeners of a Gateway and its ListenerSets that cannot be told apart. Between two objects, the one that
 * comes first in the order of precedence keeps its place; within one object no winner is picked, and all are in
 * conflict. Source: GatewaySpec.listeners, "distinct Listeners"; ListenerSetSpec.listeners.
 *
 * <p>A Listener that is not served for a reason of its own, such as a missing certificate, keeps its place: else
 * another namespace could take its hostname at such a moment.
 */
final class ListenerConflicts {

    private final Map<Integer, Places> places = new HashMap<>();

    /** Who has a port: the first Listener of each protocol, and of each hostname. In the order of precedence. */
    private static final class Places {
        private final Map<String, Holder> byProtocol = new LinkedHashMap<>();
        private final Map<Hostname, Holder> byHostname = new HashMap<>();

        void hold(Holder holder) {
            byProtocol.putIfAbsent(holder.listener().protocol(), holder);
            byHostname.putIfAbsent(hostname(holder.listener()), holder);
        }

        Optional<Holder> withAnotherProtocol(String protocol) {
            return byProtocol.entrySet().stream()
                    .filter(held -> !held.getKey().equals(protocol))
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
        var siblings = new Siblings(parent.listeners());
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
        kept.forEach(listener ->
                places.computeIfAbsent(listener.port(), _ -> new Places()).hold(new Holder(parent, listener)));
    }

    static Hostname hostname(Gateway.Listener listener) {
        var hostname = listener.hostname();
        return hostname == null ? Hostname.ANY : new Hostname(hostname);
    }

    private Optional<Conflict> withEarlier(ListenerParent parent, Gateway.Listener listener) {
        var held = places.get(listener.port());
        if (held == null || !Protocols.isOverTcp(listener.protocol())) {
            return Optional.empty();
        }
        var namespace = parent.name().namespace();
        return held.withAnotherProtocol(listener.protocol())
                .map(holder -> ListenerConditions.protocolTaken(
                        listener.port(), listener.protocol(), holder.describedTo(namespace)))
                .or(() -> Optional.ofNullable(held.of(hostname(listener)))
                        .map(holder -> ListenerConditions.hostnameTaken(
                                listener.port(), hostname(listener).toString(), holder.describedTo(namespace))));
    }

    /** A Listener whose protocol is not served takes no port; one without a port has none. */
    private static boolean isRival(Gateway.Listener listener) {
        return listener.port() != 0 && Protocols.served(listener.protocol()).isPresent();
    }

    /** The Listeners of one object that could be in each other's way. */
    private static final class Siblings {
        private final Map<Integer, Map<String, List<String>>> byProtocol = new HashMap<>();
        private final Map<Integer, Map<Hostname, List<String>>> byHostname = new HashMap<>();

        Siblings(List<Gateway.Listener> listeners) {
            listeners.stream().filter(ListenerConflicts::isRival).forEach(listener -> {
                add(byProtocol, listener, listener.protocol());
                add(byHostname, listener, hostname(listener));
            });
        }

        private static <K> void add(Map<Integer, Map<K, List<String>>> names, Gateway.Listener listener, K key) {
            names.computeIfAbsent(listener.port(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(key, _ -> new ArrayList<>())
                    .add(listener.name());
        }

        Optional<Conflict> conflict(Gateway.Listener listener) {
            if (!isRival(listener)) {
                return Optional.empty();
            }
            int port = listener.port();
            var otherProtocol = byProtocol.getOrDefault(port, Map.of()).entrySet().stream()
                    .filter(names -> !names.getKey().equals(listener.protocol()))
                    .flatMap(names -> names.getValue().stream())
                    .toList();
            if (!otherProtocol.isEmpty()) {
                return Optional.of(ListenerConditions.protocolConflict(port, listener.protocol(), otherProtocol));
            }
            var hostname = hostname(listener);
            var sameHostname = byHostname.getOrDefault(port, Map.of()).getOrDefault(hostname, List.of()).stream()
                    .filter(name -> !name.equals(listener.name()))
                    .toList();
            return sameHostname.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ListenerConditions.hostnameConflict(port, hostname.toString(), sameHostname));
        }
    }
}

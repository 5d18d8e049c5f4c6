package dev.sluice.infrastructure.write;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Leaves those pods out of an EndpointSlice that do not take connections yet on the ports that it names: each pod
 * learns its ports from the API server, the one a moment later than the other, and requests must not come to it before.
 * Pods that go are never kept for that.
 */
final class OpenSocketsFirst {

    private final PodSockets sockets;
    private boolean waits;

    OpenSocketsFirst(PodSockets sockets) {
        this.sockets = sockets;
    }

    /** Whether some slice is less than what was wanted. */
    boolean waits() {
        return waits;
    }

    /**
     * The EndpointSlice as it may be now.
     *
     * @param wanted is not changed
     * @param stored as it is; empty: there is none
     * @return empty: it must stay as it is
     */
    Optional<ObjectNode> of(ObjectNode wanted, Optional<ObjectNode> stored) {
        var led = stored.map(OpenSocketsFirst::sockets).orElse(Set.of());
        var pending = new HashSet<String>();
        for (JsonNode endpoint : wanted.path("endpoints").values()) {
            if (isReady(endpoint) && !isOpen(endpoint, wanted, led)) {
                pending.add(address(endpoint));
            }
        }
        if (pending.isEmpty()) {
            return Optional.of(wanted);
        }
        waits = true;
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        boolean samePorts = ports(wanted).equals(ports(stored.get()));
        return Optional.of(samePorts ? without(wanted, pending) : onlyLess(wanted, stored.get()));
    }

    /** A pod that is led to already on all these ports need not be asked. */
    private boolean isOpen(JsonNode endpoint, JsonNode slice, Set<String> led) {
        boolean open = true;
        for (String address : addresses(endpoint)) {
            for (int port : ports(slice)) {
                // All are asked at once, so each of them is looked at.
                open &= led.contains(address + "/" + port) || sockets.mayBeUsed(address, port);
            }
        }
        return open;
    }

    private static ObjectNode without(ObjectNode wanted, Set<String> pending) {
        var less = wanted.deepCopy();
        var endpoints = less.putArray("endpoints");
        wanted.path("endpoints").values().stream()
                .filter(endpoint -> !pending.contains(address(endpoint)))
                .forEach(endpoints::add);
        return less;
    }

    /** With the ports that are stored, and those of the pods that are still wanted. */
    private static ObjectNode onlyLess(ObjectNode wanted, ObjectNode stored) {
        var less = wanted.deepCopy();
        less.set("ports", stored.path("ports").isArray() ? stored.path("ports") : less.putArray("ports"));
        var before = new HashSet<String>();
        stored.path("endpoints").values().forEach(endpoint -> before.add(address(endpoint)));
        ArrayNode endpoints = less.putArray("endpoints");
        wanted.path("endpoints").values().stream()
                .filter(endpoint -> before.contains(address(endpoint)))
                .forEach(endpoints::add);
        return less;
    }

    /** Address and port of each pod that requests are sent to. */
    private static Set<String> sockets(ObjectNode slice) {
        var all = new HashSet<String>();
        slice.path("endpoints").values().stream()
                .filter(OpenSocketsFirst::isReady)
                .flatMap(endpoint -> addresses(endpoint).stream())
                .forEach(address -> ports(slice).forEach(port -> all.add(address + "/" + port)));
        return all;
    }

    private static boolean isReady(JsonNode endpoint) {
        return endpoint.path("conditions").path("ready").asBoolean(true);
    }

    private static String address(JsonNode endpoint) {
        return String.join(",", addresses(endpoint));
    }

    private static List<String> addresses(JsonNode endpoint) {
        return endpoint.path("addresses").values().stream()
                .map(it -> it.asString(""))
                .toList();
    }

    /** Those of TCP: of UDP nobody can tell whether a socket is open without sending something through it. */
    private static List<Integer> ports(JsonNode slice) {
        return slice.path("ports").values().stream()
                .filter(port -> port.path("protocol").asString("TCP").equals("TCP"))
                .map(port -> port.path("port").asInt(0))
                .toList();
    }
}

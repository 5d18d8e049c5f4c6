package dev.sluice.graph.gateway;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.SocketId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives every address to the one that asks first; Gateways must ask in the order of their age. */
final class PortClaims {

    private final Map<SocketId, List<BindAddress>> claims = new LinkedHashMap<>();

    /** An address that another has. */
    record Taken(BindAddress address, SocketId holder) {}

    /** Claims all addresses of a socket, or none; a socket that has them already keeps them. */
    Optional<Taken> claim(SocketId socket, List<BindAddress> addresses) {
        if (claims.containsKey(socket)) {
            return Optional.empty();
        }
        var taken = addresses.stream()
                .flatMap(address -> holder(address).map(it -> new Taken(address, it)).stream())
                .findFirst();
        if (taken.isEmpty()) {
            claims.put(socket, addresses);
        }
        return taken;
    }

    private Optional<SocketId> holder(BindAddress wanted) {
        return claims.entrySet().stream()
                .filter(claim -> claim.getValue().stream().anyMatch(held -> overlap(held, wanted)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean overlap(BindAddress one, BindAddress other) {
        if (one.port() != other.port()) {
            return false;
        }
        var first = InetAddress.ofLiteral(one.host());
        var second = InetAddress.ofLiteral(other.host());
        return first.equals(second) || covers(first, second) || covers(second, first);
    }

    /** The wildcard of IPv6 takes IPv4 connections too. */
    private static boolean covers(InetAddress wildcard, InetAddress address) {
        return wildcard.isAnyLocalAddress() && (!(wildcard instanceof Inet4Address) || address instanceof Inet4Address);
    }
}

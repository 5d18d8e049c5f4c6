package dev.sluice.graph.gateway;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.PortId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gives every address to the one that asks first; Gateways must ask in the order of their age. */
final class PortClaims {

    private final Set<PortId> served = new HashSet<>();
    private final Map<Port, Holders> byPort = new HashMap<>();

    /** One of a machine. */
    private record Port(IpProtocol protocol, int number) {}

    /** An address that another has. */
    record Taken(BindAddress address, PortId holder) {}

    /**
     * Who has an address.
     *
     * @param place in the order of claims, from 0
     */
    private record Holder(PortId socket, int place) {}

    /** The addresses of one port. The wildcard of IPv6 takes IPv4 connections too, that of IPv4 only those. */
    private static final class Holders {
        private final Map<InetAddress, Holder> byAddress = new HashMap<>();
        private @Nullable Holder first;
        private @Nullable Holder firstOfIpv4;
        private @Nullable Holder wildcardOfIpv4;
        private @Nullable Holder wildcardOfIpv6;

        void hold(InetAddress address, Holder holder) {
            byAddress.putIfAbsent(address, holder);
            first = first == null ? holder : first;
            if (address instanceof Inet4Address) {
                firstOfIpv4 = firstOfIpv4 == null ? holder : firstOfIpv4;
                wildcardOfIpv4 = address.isAnyLocalAddress() ? holder : wildcardOfIpv4;
            } else if (address.isAnyLocalAddress()) {
                wildcardOfIpv6 = holder;
            }
        }

        /** The earliest that an address meets. */
        Optional<Holder> find(InetAddress address) {
            boolean ipv4 = address instanceof Inet4Address;
            var met = Stream.of(
                    Optional.ofNullable(byAddress.get(address)),
                    Optional.ofNullable(wildcardOfIpv6),
                    Optional.ofNullable(ipv4 ? wildcardOfIpv4 : null),
                    Optional.ofNullable(address.isAnyLocalAddress() ? ipv4 ? firstOfIpv4 : first : null));
            return met.flatMap(Optional::stream).min(Comparator.comparingInt(Holder::place));
        }
    }

    /** Claims all addresses of a socket, or none; a socket that has them already keeps them. */
    Optional<Taken> claim(PortId socket, List<BindAddress> addresses) {
        if (served.contains(socket)) {
            return Optional.empty();
        }
        var taken = addresses.stream()
                .flatMap(address -> holder(socket, address).map(it -> new Taken(address, it)).stream())
                .findFirst();
        if (taken.isEmpty()) {
            var holder = new Holder(socket, served.size());
            served.add(socket);
            addresses.forEach(address -> byPort.computeIfAbsent(port(socket, address), _ -> new Holders())
                    .hold(InetAddress.ofLiteral(address.host()), holder));
        }
        return taken;
    }

    private static Port port(PortId socket, BindAddress address) {
        return new Port(socket.protocol(), address.port());
    }

    private Optional<PortId> holder(PortId socket, BindAddress wanted) {
        var holders = byPort.get(port(socket, wanted));
        return holders == null
                ? Optional.empty()
                : holders.find(InetAddress.ofLiteral(wanted.host())).map(Holder::socket);
    }
}

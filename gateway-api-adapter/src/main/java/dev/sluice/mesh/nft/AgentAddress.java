package dev.sluice.mesh.nft;

import dev.sluice.mesh.AgentPorts;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where connections are steered to: addresses of the node, not of loopback, and the port on which this agent listens.
 *
 * @param ip4 null if the node has no IPv4 address; IPv4 connections are not steered then
 * @param ip6 null if the node has no IPv6 address; IPv6 connections are not steered then
 * @param port 1 to 65535
 * @param ports of all agents that may be on this node, this one's too; nothing else listens on them
 */
public record AgentAddress(
        @Nullable Inet4Address ip4, @Nullable Inet6Address ip6, int port, List<Integer> ports) {

    public AgentAddress {
        if (ip4 == null && ip6 == null) {
            throw new IllegalArgumentException("no address of the node (expected: an IPv4 or IPv6 address, or both)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
        if (!ports.contains(port)) {
            throw new IllegalArgumentException("port: " + port + " (expected: one of " + ports + ")");
        }
        ports = List.copyOf(ports);
    }

    /** The first address of each family, and the first of these ports that is free there; the first if none is. */
    public static AgentAddress of(Collection<InetAddress> node, AgentPorts ports) {
        Inet4Address ip4 = first(node, Inet4Address.class);
        Inet6Address ip6 = first(node, Inet6Address.class);
        List<InetAddress> listening = Stream.<@Nullable InetAddress>of(ip4, ip6)
                .filter(Objects::nonNull)
                .toList();
        return new AgentAddress(ip4, ip6, ports.free(listening).orElse(ports.first()), ports.all());
    }

    private static <T> @Nullable T first(Collection<InetAddress> addresses, Class<T> family) {
        return addresses.stream()
                .filter(family::isInstance)
                .map(family::cast)
                .findFirst()
                .orElse(null);
    }

    /** In nft's words; null where the node has none of the family. */
    @Nullable
    String dnat4() {
        return ip4 == null ? null : "ip to " + Elements.text(ip4) + ":" + port;
    }

    /** In nft's words; null where the node has none of the family. */
    @Nullable
    String dnat6() {
        return ip6 == null ? null : "ip6 to [" + Elements.text(ip6) + "]:" + port;
    }
}

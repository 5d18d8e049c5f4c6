package dev.sluice.listen;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.mesh.MeshPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ports of Services that are served, by the addresses that clients connect to. Immutable.
 *
 * @param groups of all ports
 */
record SteeredPorts(Map<InetSocketAddress, MeshPort> byAddress, Set<ListenerId> groups) {

    static final SteeredPorts NONE = new SteeredPorts(Map.of(), Set.of());

    SteeredPorts {
        byAddress = Map.copyOf(byAddress);
        groups = Set.copyOf(groups);
    }

    static SteeredPorts of(List<MeshPort> ports) {
        Map<InetSocketAddress, MeshPort> byAddress = new HashMap<>();
        for (MeshPort port : ports) {
            for (String ip : port.clusterIps()) {
                byAddress.put(
                        new InetSocketAddress(
                                InetAddress.ofLiteral(ip), port.id().port()),
                        port);
            }
        }
        return new SteeredPorts(
                byAddress,
                ports.stream().flatMap(MeshPort::listeners).map(Listener::id).collect(Collectors.toSet()));
    }

    @Nullable
    MeshPort at(InetSocketAddress address) {
        return byAddress.get(address);
    }
}

package dev.sluice.config;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.mesh.MeshPort;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that is served at one time.
 *
 * @param version from 1, one more for each configuration that differs from the one before
 * @param sockets by Gateway and port, in the order of their identity
 * @param meshPorts by Service and port, in the order of their identity; none but in a node agent of the mesh
 * @param backends every backend that a rule names, in the order of their identity
 */
public record GatewayConfig(
        long version, List<ListenerSocket> sockets, List<MeshPort> meshPorts, List<Backend> backends) {

    /** Before anything was read: no socket is open. */
    public static final GatewayConfig EMPTY = new GatewayConfig(0, List.of(), List.of());

    public GatewayConfig {
        sockets = List.copyOf(sockets);
        meshPorts = List.copyOf(meshPorts);
        backends = List.copyOf(backends);
    }

    /** Without a mesh. */
    public GatewayConfig(long version, List<ListenerSocket> sockets, List<Backend> backends) {
        this(version, sockets, List.of(), backends);
    }

    /** Every Listener and every group of routes of the mesh. */
    public Stream<Listener> listeners() {
        return Stream.concat(
                sockets.stream().flatMap(socket -> socket.listeners().stream()),
                meshPorts.stream().flatMap(MeshPort::listeners));
    }

    /** The same configuration under another version. */
    public GatewayConfig withVersion(long newVersion) {
        return new GatewayConfig(newVersion, sockets, meshPorts, backends);
    }
}

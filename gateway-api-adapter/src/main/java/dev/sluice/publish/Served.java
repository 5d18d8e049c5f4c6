package dev.sluice.publish;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the data plane serves.
 *
 * @param version of the configuration that requests see
 * @param sockets one entry for each socket and each port of the mesh of that configuration, and for those that a newer
 *     one has, which could not be applied
 */
public record Served(long version, Map<PortId, SocketState> sockets) {

    /** Nothing yet. */
    public static final Served NOTHING = new Served(0, Map.of());

    public Served {
        sockets = Map.copyOf(sockets);
    }

    /** Whether a socket could not be opened. */
    public boolean hasClosed() {
        return sockets.values().stream().anyMatch(SocketState.Closed.class::isInstance);
    }

    /**
     * The same, after a newer configuration could not be applied. A socket that both have, and that is the same in
     * both, is served as it should be.
     *
     * @param applied the configuration that was applied last
     * @param cause why the newer one could not be
     */
    public Served outdated(GatewayConfig applied, GatewayConfig newer, String cause) {
        var same = Set.copyOf(applied.sockets());
        var sameInMesh = Set.copyOf(applied.meshPorts());
        return outdated(
                Stream.concat(
                                newer.sockets().stream()
                                        .filter(socket -> !same.contains(socket))
                                        .map(ListenerSocket::id),
                                newer.meshPorts().stream()
                                        .filter(port -> !sameInMesh.contains(port))
                                        .map(MeshPort::id))
                        .toList(),
                cause);
    }

    /**
     * The same, after a newer configuration could not even be made.
     *
     * @param cause why it could not
     */
    public Served outdated(String cause) {
        return outdated(sockets.keySet(), cause);
    }

    private Served outdated(Collection<PortId> behind, String cause) {
        var all = new HashMap<>(sockets);
        behind.forEach(socket -> all.put(
                socket,
                new SocketState.Outdated(
                        sockets.get(socket) instanceof SocketState.Open(List<BindAddress> addresses)
                                ? addresses
                                : List.of(),
                        cause)));
        return new Served(version, all);
    }

    /** Whether a socket accepts connections. */
    public sealed interface SocketState {

        /** It does, on these addresses. */
        record Open(List<BindAddress> addresses) implements SocketState {

            public Open {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * It does not.
         *
         * @param message cause and remedy, such as {@code port 8080 on 0.0.0.0 is in use by another process}
         */
        record Closed(String message) implements SocketState {}

        /** Nobody tried to open it: the configuration is only judged, as by {@code sluice check}. */
        record Unopened() implements SocketState {}

        /**
         * It serves an older configuration, or none, because the newest could not be applied.
         *
         * @param addresses where it accepts connections; empty where it does not
         * @param cause why the newest could not be applied
         */
        record Outdated(List<BindAddress> addresses, String cause) implements SocketState {

            public Outdated {
                addresses = List.copyOf(addresses);
            }
        }
    }
}

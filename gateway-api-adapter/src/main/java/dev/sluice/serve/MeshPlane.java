package dev.sluice.serve;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.listen.MeshSocket;
import dev.sluice.mesh.NodeClients;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.publish.Served.SocketState;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the ports of Services on this node: has their traffic steered to the agent's socket. Used by one thread at a
 * time.
 */
public final class MeshPlane {

    private static final Logger LOG = LoggerFactory.getLogger(MeshPlane.class);

    private final MeshSocket socket;
    private final Steering steering;
    private final NodeClients clients;
    private final Duration drain;
    private final LeavingPorts leaving;
    private List<MeshPort> newest = List.of();
    private Set<Steered> inEffect = Set.of();
    /** Without a port of a Service, the log is the only place where a failure is seen. */
    private String reported = "";

    /**
     * Steers nothing yet.
     *
     * @param drain how long running requests may take when it is closed
     */
    public MeshPlane(MeshSocket socket, Steering steering, NodeClients clients, Duration drain) {
        this.socket = socket;
        this.steering = steering;
        this.clients = clients;
        this.drain = drain;
        this.leaving = new LeavingPorts(socket::isInUse);
    }

    /** What requests see while this configuration is served. */
    GatewayConfig seen(GatewayConfig config) {
        return leaving.seen(config);
    }

    /**
     * Takes new connections for these ports; those for ports that are gone go to the plain Service again. Their rules
     * must be there.
     *
     * @return for each port, whether its traffic comes here
     */
    Map<PortId, SocketState> serve(List<MeshPort> wanted) {
        newest = List.copyOf(wanted);
        // Before it opens: what an earlier agent closed may come at once, and must find its rules.
        socket.serve(wanted);
        SocketState state = socket.open();
        if (!(state instanceof SocketState.Open(List<BindAddress> addresses))) {
            return wanted.stream().collect(Collectors.toMap(MeshPort::id, _ -> state));
        }
        String failure = steer(wanted);
        Map<PortId, SocketState> states = new HashMap<>();
        for (MeshPort port : wanted) {
            boolean comesHere = failure.isEmpty() || steered(port).allMatch(inEffect::contains);
            states.put(port.id(), comesHere ? new SocketState.Open(addresses) : new SocketState.Closed(failure));
        }
        return states;
    }

    /** Gives why it could not be done; empty where it was. */
    private String steer(List<MeshPort> wanted) {
        Set<Steered> all = wanted.stream().flatMap(this::steered).collect(Collectors.toUnmodifiableSet());
        try {
            steering.steer(all);
            inEffect = all;
            reported = "";
            return "";
        } catch (SteeringFailure e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(reported)) {
                LOG.error("This agent cannot steer connections on its node: {}", failure);
            }
            reported = failure;
            return failure;
        }
    }

    /** A pod of this node got an address or lost one: routes that act on its namespace only are for it, too. */
    void clientsChanged() {
        if (newest.stream().anyMatch(port -> port.producers() == null)) {
            var _ = serveAgain();
        }
    }

    /** Tries again what failed. */
    Map<PortId, SocketState> serveAgain() {
        return serve(newest);
    }

    /** What no route acts on does not come here: a namespace's routes are for the traffic of its own pods only. */
    private Stream<Steered> steered(MeshPort port) {
        if (port.producers() != null) {
            return port.clusterIps().stream()
                    .map(ip -> new Steered(ip, port.id().port(), port.failureMode()));
        }
        return port.consumers().keySet().stream()
                .flatMap(namespace -> clients.addressesOf(namespace).stream())
                .flatMap(client -> port.clusterIps().stream()
                        .filter(ip -> isOneFamily(client, ip))
                        .map(ip -> new Steered(ip, port.id().port(), port.failureMode(), client.getHostAddress())));
    }

    private static boolean isOneFamily(InetAddress client, String clusterIp) {
        return client instanceof Inet6Address == clusterIp.indexOf(':') >= 0;
    }

    /** New connections go the way that they would without an agent; running requests may end. */
    void close() {
        steering.close();
        socket.drain()
                .completeOnTimeout(null, drain.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}

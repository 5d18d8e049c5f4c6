package dev.sluice.serve;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.listen.MeshSocket;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.publish.Served.SocketState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the ports of Services on this node: has their traffic steered to the agent's socket. Used by one thread at a
 * time.
 */
public final class MeshPlane {

    private final MeshSocket socket;
    private final Steering steering;
    private final Duration drain;
    private final LeavingPorts leaving;
    private List<MeshPort> newest = List.of();
    private Set<Steered> inEffect = Set.of();

    /**
     * Steers nothing yet.
     *
     * @param drain how long running requests may take when it is closed
     */
    public MeshPlane(MeshSocket socket, Steering steering, Duration drain) {
        this.socket = socket;
        this.steering = steering;
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
        SocketState state = socket.open();
        if (!(state instanceof SocketState.Open(List<BindAddress> addresses))) {
            return wanted.stream().collect(Collectors.toMap(MeshPort::id, _ -> state));
        }
        socket.serve(wanted);
        Set<Steered> all = wanted.stream().flatMap(MeshPlane::steered).collect(Collectors.toUnmodifiableSet());
        String failure = "";
        try {
            steering.steer(all);
            inEffect = all;
        } catch (SteeringFailure e) {
            failure = String.valueOf(e.getMessage());
        }
        Map<PortId, SocketState> states = new HashMap<>();
        for (MeshPort port : wanted) {
            boolean comesHere = steered(port).allMatch(inEffect::contains);
            states.put(port.id(), comesHere ? new SocketState.Open(addresses) : new SocketState.Closed(failure));
        }
        return states;
    }

    /** Tries again what failed. */
    Map<PortId, SocketState> serveAgain() {
        return serve(newest);
    }

    private static Stream<Steered> steered(MeshPort port) {
        return port.clusterIps().stream().map(ip -> new Steered(ip, port.id().port(), port.failureMode()));
    }

    /** New connections go the way that they would without an agent; running requests may end. */
    void close() {
        steering.close();
        socket.drain()
                .completeOnTimeout(null, drain.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}

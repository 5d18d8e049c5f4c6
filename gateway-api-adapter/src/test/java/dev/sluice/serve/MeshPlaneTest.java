package dev.sluice.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.listen.EventLoops;
import dev.sluice.listen.ListenSettings;
import dev.sluice.listen.ListenerServers;
import dev.sluice.listen.Transport;
import dev.sluice.mesh.NodeClients;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExpectsErrorLog("This agent cannot steer connections on its node")
class MeshPlaneTest {

    private static final Steered FIRST = new Steered("10.96.0.1", 80, FailureMode.OPEN);
    private static final Steered SECOND = new Steered("10.96.0.2", 80, FailureMode.OPEN);

    private final int port = FreePorts.next();
    private final Node node = new Node();
    private final Pods pods = new Pods();
    private final ListenerServers servers = new ListenerServers(
            ListenSettings.DEFAULTS, new EventLoops(Transport.AUTO), _ -> {}, new StreamServing(), StreamRecorder.NONE);
    private final MeshPlane plane = new MeshPlane(
            servers.meshSocket(List.of(new BindAddress("127.0.0.1", port)), _ -> null),
            node,
            pods,
            Duration.ofSeconds(1));

    /** Takes what it is told, unless it refuses. */
    private static final class Node implements Steering {
        private final List<Set<Steered>> told = new ArrayList<>();
        private boolean refuses;
        private boolean closed;

        @Override
        public void steer(Set<Steered> wanted) throws SteeringFailure {
            if (refuses) {
                throw new SteeringFailure("nft is missing: install it");
            }
            told.add(wanted);
        }

        @Override
        public boolean isInEffect() {
            return !refuses;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Those of namespace {@code app}. */
    private static final class Pods implements NodeClients {
        private Set<InetAddress> ofApp = Set.of();

        @Override
        public @Nullable String namespaceOf(InetAddress address) {
            return ofApp.contains(address) ? "app" : null;
        }

        @Override
        public Set<InetAddress> addressesOf(String namespace) {
            return namespace.equals("app") ? ofApp : Set.of();
        }

        @Override
        public void onChange(Runnable listener) {}
    }

    @AfterEach
    void close() {
        plane.close();
        servers.close();
        assertThat(node.closed).isTrue();
    }

    @Test
    void everyAddressOfEveryPortIsSteered() {
        var states = plane.serve(List.of(port("a", "10.96.0.1", "10.96.0.2")));

        assertThat(node.told).containsExactly(Set.of(FIRST, SECOND));
        assertThat(states).containsEntry(id("a"), new SocketState.Open(List.of(new BindAddress("127.0.0.1", port))));
    }

    @Test
    void routesOfANamespaceSteerWhatItsOwnPodsSendAndNothingElse() {
        pods.ofApp = Set.of(InetAddress.ofLiteral("10.1.0.1"), InetAddress.ofLiteral("fd00::1"));

        var states = plane.serve(List.of(consumed("a", "10.96.0.1", "fd96::1")));

        assertThat(node.told)
                .containsExactly(Set.of(
                        new Steered("10.96.0.1", 80, FailureMode.OPEN, "10.1.0.1"),
                        new Steered("fd96::1", 80, FailureMode.OPEN, "fd00:0:0:0:0:0:0:1")));
        assertThat(states.get(id("a"))).isInstanceOf(SocketState.Open.class);
    }

    @Test
    void podThatIsNewIsSteeredToo() {
        plane.serve(List.of(consumed("a", "10.96.0.1")));
        pods.ofApp = Set.of(InetAddress.ofLiteral("10.1.0.1"));

        plane.clientsChanged();

        assertThat(node.told.getLast()).containsExactly(new Steered("10.96.0.1", 80, FailureMode.OPEN, "10.1.0.1"));
    }

    @Test
    void podThatIsNewChangesNothingForPortsOfAllClients() {
        plane.serve(List.of(port("a", "10.96.0.1")));

        plane.clientsChanged();

        assertThat(node.told).hasSize(1);
    }

    @Test
    void portThatIsNotSteeredIsNotOpenAndOthersStayWhatTheyAre() {
        plane.serve(List.of(port("a", "10.96.0.1")));
        node.refuses = true;

        var states = plane.serve(List.of(port("a", "10.96.0.1"), port("b", "10.96.0.2")));

        assertThat(states.get(id("a"))).isInstanceOf(SocketState.Open.class);
        assertThat(states).containsEntry(id("b"), new SocketState.Closed("nft is missing: install it"));
    }

    @Test
    void whatFailedIsTriedAgain() {
        node.refuses = true;
        plane.serve(List.of(port("a", "10.96.0.1")));
        node.refuses = false;

        assertThat(plane.serveAgain().get(id("a"))).isInstanceOf(SocketState.Open.class);
    }

    @Test
    void nothingIsSteeredToASocketThatIsNotOpen() throws IOException {
        try (var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();

            var states = plane.serve(List.of(port("a", "10.96.0.1")));

            assertThat(states.get(id("a"))).isInstanceOf(SocketState.Closed.class);
            assertThat(node.told).isEmpty();
        }
        assertThat(plane.serveAgain().get(id("a"))).isInstanceOf(SocketState.Open.class);
    }

    private static PortId id(String service) {
        return new PortId(new ParentId(ParentId.Kind.SERVICE, "shop", service), 80);
    }

    /** With routes of namespace {@code app} only. */
    private static MeshPort consumed(String service, String... ips) {
        var group =
                new Listener(new ListenerId(id(service).parent(), null, "80/app"), Hostname.ANY, List.of(), List.of());
        return new MeshPort(id(service), List.of(ips), FailureMode.OPEN, null, new TreeMap<>(Map.of("app", group)));
    }

    private static MeshPort port(String service, String... ips) {
        var group = new Listener(new ListenerId(id(service).parent(), null, "80"), Hostname.ANY, List.of(), List.of());
        return new MeshPort(id(service), List.of(ips), FailureMode.OPEN, group, new TreeMap<>());
    }
}

package dev.sluice.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** UDP sockets among the others, on each transport that this machine has. */
@ExtendWith(LeakDetection.class)
@ParameterizedClass
@MethodSource("transports")
final class UdpListenersTest {

    private final int port = FreePorts.next();
    private final StreamServing streams = new StreamServing();
    private final ListenerServers servers;
    private final Upstreams upstreams;
    private DatagramSocket backend;
    private DatagramSocket client;

    UdpListenersTest(Transport transport) {
        servers = new ListenerServers(
                Edge.settings(Duration.ofSeconds(1), Duration.ofSeconds(20)),
                new EventLoops(transport),
                Edge::tell,
                streams,
                StreamRecorder.NONE);
        upstreams = new Upstreams(UpstreamSettings.DEFAULTS, servers.loops(), TlsLibrary.AUTO, AddressGuard.NONE);
    }

    static List<Transport> transports() {
        return List.of(Transport.values()).stream()
                .filter(Transport::isAvailable)
                .filter(transport -> transport != Transport.AUTO)
                .toList();
    }

    @BeforeEach
    void openBackend() throws SocketException {
        backend = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client = new DatagramSocket();
        client.setSoTimeout(10_000);
        Thread.ofPlatform().daemon().start(() -> {
            var packet = new DatagramPacket(new byte[1000], 1000);
            try {
                while (true) {
                    packet.setLength(1000);
                    backend.receive(packet);
                    backend.send(packet);
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    @AfterEach
    void closeAll() {
        client.close();
        backend.close();
        servers.drain();
        upstreams.close();
        servers.close();
    }

    @Test
    void openSocketServesAndIsCounted() throws IOException {
        ListenerSocket udp = udp("a", port);

        assertThat(serve(udp)).isEqualTo(new SocketState.Open(List.of(new BindAddress("127.0.0.1", port))));

        assertThat(ask("hello", port)).isEqualTo("hello");
        assertThat(servers.connections(udp.id())).isOne();
    }

    @Test
    void tcpAndUdpOfOneNumberDoNotMeet() throws IOException {
        ListenerSocket udp = udp("a", port);
        serve(udp);

        assertThat(servers.open(List.of(Edge.http("a", port), udp)).values())
                .allMatch(SocketState.Open.class::isInstance);

        try (RawClient connection = RawClient.to(port)) {
            assertThat(connection.get()).contains("200 OK");
        }
        assertThat(ask("hello", port)).isEqualTo("hello");
    }

    @Test
    void socketThatStaysKeepsItsFlows() throws IOException {
        ListenerSocket udp = udp("a", port);
        serve(udp);
        ask("hello", port);

        servers.open(List.of(udp));
        servers.retain(Set.of(udp.id()));

        assertThat(ask("again", port)).isEqualTo("again");
        assertThat(servers.connections(udp.id())).isOne();
    }

    @Test
    void portInUseIsAStateWithCauseAndRemedyAndIsTriedAgain() throws IOException {
        ListenerSocket udp = udp("a", port);
        try (DatagramSocket other = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThat(serve(udp))
                    .isInstanceOfSatisfying(
                            SocketState.Closed.class,
                            closed -> assertThat(closed.message())
                                    .contains("UDP port " + port
                                            + " on 127.0.0.1 is in use by another process: stop it"));
        }

        assertThat(servers.openClosed().get(udp.id())).isInstanceOf(SocketState.Open.class);
        assertThat(ask("hello", port)).isEqualTo("hello");
    }

    @Test
    void twoGatewaysCannotHaveOneAddress() {
        ListenerSocket first = udp("a", port);
        ListenerSocket second = udp("b", port);

        var states = servers.open(List.of(first, second));

        assertThat(states.get(second.id()))
                .isInstanceOfSatisfying(
                        SocketState.Closed.class,
                        closed -> assertThat(closed.message()).contains("is in use by Gateway default/a:53/UDP"));
    }

    @Test
    void closedSocketLetsItsFlowsGoOnAndBeginsNone() throws IOException {
        ListenerSocket udp = udp("a", port);
        serve(udp);
        ask("hello", port);

        servers.retain(Set.of());
        assertThat(ask("still", port)).isEqualTo("still");

        // From the moment that it is closed on, or soon after.
        await().until(() -> {
            try (var other = new DatagramSocket()) {
                other.setSoTimeout(100);
                send(other, "new", port);
                receive(other);
                return false;
            } catch (SocketTimeoutException refused) {
                return true;
            }
        });
    }

    @Test
    void successorOfADrainingSocketHasItsAddressAtOnce() throws IOException {
        serve(udp("a", port));
        ask("hello", port);
        ListenerSocket successor = udp("b", port);

        assertThat(serve(successor)).isInstanceOf(SocketState.Open.class);
        servers.retain(Set.of(successor.id()));

        assertThat(ask("again", port)).isEqualTo("again");
        assertThat(servers.connections(successor.id())).isOne();
    }

    private SocketState serve(ListenerSocket socket) {
        var id = new BackendId("default", "echo", 53, BackendId.Use.DATAGRAM);
        var endpoint = new Endpoint("127.0.0.1", backend.getLocalPort());
        var backends = List.of(new Backend(id, BackendProtocol.DATAGRAM, List.of(endpoint), List.of()));
        upstreams.update(backends);
        streams.serve(new GatewayConfig(1, List.of(socket), backends), upstreams::get);
        return requireNonNull(servers.open(List.of(socket)).get(socket.id()));
    }

    private static ListenerSocket udp(String gateway, int port) {
        var id = new PortId(new ParentId(ParentId.Kind.GATEWAY, "default", gateway), IpProtocol.UDP, 53);
        var route = new RouteId("UDPRoute", "default", "echo");
        var target = new WeightedBackend.Target.Resolved(new BackendId("default", "echo", 53, BackendId.Use.DATAGRAM));
        var rule = new Rule(
                new RuleId(route, 0),
                null,
                List.of(),
                List.of(),
                Timeouts.NONE,
                null,
                new RuleAction.Forward(List.of(new WeightedBackend(1, target, List.of()))));
        var listener = new Listener(
                new ListenerId("default", gateway, "udp"),
                Hostname.ANY,
                List.of(),
                null,
                List.of(new Route(
                        route, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule))),
                null,
                ListenerMode.STREAM);
        return new ListenerSocket(
                id, List.of(new BindAddress("127.0.0.1", port)), SocketProtocol.UDP, List.of(listener));
    }

    private String ask(String text, int port) throws IOException {
        send(client, text, port);
        return receive(client);
    }

    private static void send(DatagramSocket from, String text, int port) throws IOException {
        byte[] octets = text.getBytes(US_ASCII);
        from.send(new DatagramPacket(
                octets, octets.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static String receive(DatagramSocket to) throws IOException {
        var packet = new DatagramPacket(new byte[1000], 1000);
        to.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }
}

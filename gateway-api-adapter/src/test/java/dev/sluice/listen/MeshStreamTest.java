package dev.sluice.listen;

import static dev.sluice.listen.StreamPlane.route;
import static dev.sluice.listen.StreamPlane.share;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import dev.sluice.stream.StreamEnd;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TCPRoutes and TLSRoutes of a Service, as a node agent serves them. */
@ExtendWith(LeakDetection.class)
class MeshStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "db");
    private static final InetSocketAddress CLUSTER_IP = new InetSocketAddress(InetAddress.ofLiteral("10.96.0.7"), 5432);

    private final int port = FreePorts.next();
    private final StreamPlane plane = new StreamPlane(
            Edge.settings(Duration.ofMillis(50), Duration.ofMillis(500)), Transport.AUTO, FreePorts.next());
    private final MeshSocket socket = plane.servers()
            .meshSocket(List.of(new BindAddress("127.0.0.1", port)), _ -> null, new SteeredLayout.Destinations() {
                @Override
                public InetSocketAddress of(Channel connection) {
                    return CLUSTER_IP;
                }

                @Override
                public boolean isOfThisMachine(InetAddress address) {
                    return false;
                }
            });

    @AfterEach
    void closeAll() {
        socket.drain().join();
        plane.close();
    }

    private void serve(@Nullable Listener group) {
        List<MeshPort> ports = group == null
                ? List.of()
                : List.of(new MeshPort(
                        new PortId(SERVICE, 5432), List.of("10.96.0.7"), FailureMode.OPEN, group, new TreeMap<>()));
        plane.route(ports);
        socket.serve(ports);
        socket.open();
    }

    private static Listener group(ListenerMode mode, Route... routes) {
        return new Listener(
                new ListenerId(SERVICE, null, "5432"), Hostname.ANY, List.of(), null, List.of(routes), null, mode);
    }

    @Test
    void tcpRouteTakesConnectionsForItsService() throws IOException {
        try (OctetServer one = OctetServer.echo("one")) {
            serve(group(ListenerMode.STREAM, route("r", share(1, plane.backend("one", Use.STREAM, one.port())))));

            try (RawClient client = RawClient.to(port)) {
                client.send("hello\n");
                assertThat(client.readTo("hello\n")).isEqualTo("one\nhello\n");
            }
        }
    }

    @Test
    void backendIsToldOfThePodAndOfTheServiceThatItConnectedTo() throws IOException {
        var header = new byte[28];
        try (OctetServer one = new OctetServer(client -> {
            client.getInputStream().readNBytes(header, 0, header.length);
            client.getOutputStream().write(client.getInputStream().readNBytes(6));
        })) {
            serve(group(ListenerMode.STREAM, route("r", share(1, plane.telling("one", Use.STREAM, null, one.port())))));

            try (Socket pod = new Socket(InetAddress.getLoopbackAddress(), port);
                    RawClient client = RawClient.over(pod)) {
                client.send("hello\n");
                assertThat(client.readTo("\n")).isEqualTo("hello\n");
                assertThat(header)
                        .isEqualTo(RawProxyHeader.of(
                                1, new InetSocketAddress(pod.getLocalAddress(), pod.getLocalPort()), CLUSTER_IP));
            }
        }
    }

    @Test
    void tlsRouteTakesTheServerNamesThatItHas() throws IOException {
        byte[] hello = RawHello.of("db.example.com", 10);
        try (OctetServer one = new OctetServer(
                client -> client.getOutputStream().write(client.getInputStream().readNBytes(hello.length)))) {
            serve(group(
                    ListenerMode.PASSTHROUGH,
                    route(
                            "r",
                            0,
                            List.of("db.example.com"),
                            share(1, plane.backend("one", Use.PASSTHROUGH, one.port())))));

            try (RawClient client = RawClient.to(port)) {
                client.send(hello);
                assertThat(client.readAll().getBytes(ISO_8859_1)).isEqualTo(hello);
            }
            try (RawClient client = RawClient.to(port)) {
                client.send(RawHello.of("other.example.com", 10));
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
            }
            assertThat(one.accepted()).isEqualTo(1);
        }
    }

    @Test
    void connectionsOfRoutesThatAreGoneEndAtTheDrainTimeout() throws IOException {
        try (OctetServer one = OctetServer.echo("one")) {
            serve(group(ListenerMode.STREAM, route("r", share(1, plane.backend("one", Use.STREAM, one.port())))));
            try (RawClient client = RawClient.to(port)) {
                client.readTo("\n");

                serve(null);

                client.send("still\n");
                assertThat(client.readTo("\n")).isEqualTo("still\n");
                assertThat(client.isClosedByServer()).isTrue();
            }
            await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
            assertThat(plane.records().getFirst().end()).isEqualTo(StreamEnd.DRAINED);
        }
    }
}

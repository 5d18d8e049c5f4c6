package dev.sluice.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that say by the agent's address that they come to where they were going: nothing translates any here. */
class MeshSocketTest {

    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int SOON_MILLIS = 10_000;

    private final ListenerServers servers = new ListenerServers(
            Edge.settings(SHORT, Duration.ofSeconds(2)),
            new EventLoops(Transport.AUTO),
            Edge::tell,
            new StreamServing(),
            StreamRecorder.NONE);

    private final int port = FreePorts.next();
    private final Map<InetAddress, String> namespaces = new ConcurrentHashMap<>();
    private final Map<Integer, InetSocketAddress> destinations = new ConcurrentHashMap<>();
    private volatile boolean isOfThisMachine;
    private final MeshSocket socket =
            servers.meshSocket(List.of(new BindAddress("127.0.0.1", port)), namespaces::get, new Kernel());

    private final class Kernel implements SteeredLayout.Destinations {

        @Override
        public @Nullable InetSocketAddress of(Channel channel) {
            return destinations.get(((InetSocketAddress) channel.remoteAddress()).getPort());
        }

        @Override
        public boolean isOfThisMachine(InetAddress address) {
            return isOfThisMachine;
        }
    }

    @AfterEach
    void close() {
        socket.drain().join();
        servers.close();
    }

    @Test
    void connectionIsForTheServiceThatItWasGoingTo() throws IOException {
        serve(port("10.96.0.7", true));

        try (Socket client = steeredTo("10.96.0.7", 80)) {
            assertThat(answered(client)).contains("Service shop/web:80");
        }
    }

    @Test
    void clientWithoutRoutesIsLetThroughToWhereItWasGoing() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            serve(port("127.0.0.1", plain.getLocalPort(), false, "app"));
            namespaces.put(InetAddress.getLoopbackAddress(), "other");

            try (Socket client = steeredTo("127.0.0.1", plain.getLocalPort());
                    Socket reached = plain.accept()) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                assertThat(reached.getInputStream().readNBytes(5))
                        .asString(US_ASCII)
                        .isEqualTo("hello");
                reached.getOutputStream().write("you".getBytes(US_ASCII));
                reached.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes())
                        .asString(US_ASCII)
                        .isEqualTo("you");
            }
        }
    }

    @Test
    void addressThatHasNoRoutesAnyMoreIsLetThrough() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            serve();

            try (Socket _ = steeredTo("127.0.0.1", plain.getLocalPort());
                    Socket reached = plain.accept()) {
                assertThat(reached.isConnected()).isTrue();
            }
        }
    }

    /** A Service may have this very port as its endpoint: it would be let through to itself without end. */
    @Test
    void connectionOfThisMachineIsNeverLetThrough() throws IOException {
        isOfThisMachine = true;
        serve();

        try (Socket client = steeredTo("127.0.0.1", port)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void letThroughToNobodyIsAReset() throws IOException {
        int nobody = FreePorts.next();
        serve();

        try (Socket client = steeredTo("127.0.0.1", nobody)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void clientThatIsNotKnownYetIsWaitedFor() throws IOException {
        serve(port("10.96.0.7", 80, false, "app"));

        try (Socket client = steeredTo("10.96.0.7", 80)) {
            ask(client);
            namespaces.put(InetAddress.getLoopbackAddress(), "app");
            assertThat(read(client)).contains("Service shop/web:80");
        }
    }

    @Test
    void connectionThatNobodySteeredIsReset() throws IOException {
        serve(port("10.96.0.7", true));

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(SOON_MILLIS);
            assertThatThrownBy(() -> {
                        ask(client);
                        int _ = client.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void connectionsOfRoutesThatAreGoneAreDrained() throws IOException {
        serve(port("10.96.0.7", true));

        try (Socket client = steeredTo("10.96.0.7", 80)) {
            assertThat(answered(client)).contains("Service");
            serve();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private void serve(MeshPort... ports) {
        socket.serve(List.of(ports));
        assertThat(socket.open()).isInstanceOf(SocketState.Open.class);
    }

    private Socket steeredTo(String ip, int original) throws IOException {
        var client = new Socket();
        client.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        destinations.put(client.getLocalPort(), new InetSocketAddress(InetAddress.ofLiteral(ip), original));
        client.setSoTimeout(SOON_MILLIS);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return client;
    }

    private static void ask(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(US_ASCII));
    }

    private static String answered(Socket client) throws IOException {
        ask(client);
        return read(client);
    }

    private static String read(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        var text = new StringBuilder();
        while (!text.toString().endsWith("null")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) octet);
        }
        return text.toString();
    }

    private static MeshPort port(String ip, boolean producers) {
        return port(ip, 80, producers);
    }

    private static MeshPort port(String ip, int port, boolean producers, String... consumers) {
        var groups = new TreeMap<String, Listener>();
        for (String namespace : consumers) {
            groups.put(namespace, group(port + "/" + namespace));
        }
        return new MeshPort(
                new PortId(SERVICE, port),
                List.of(ip),
                FailureMode.OPEN,
                producers ? group(String.valueOf(port)) : null,
                groups);
    }

    private static Listener group(String name) {
        return new Listener(new ListenerId(SERVICE, null, name), Hostname.ANY, List.of(), List.of());
    }
}

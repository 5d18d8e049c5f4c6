package dev.sluice.listen;

import static dev.sluice.listen.StreamPlane.listener;
import static dev.sluice.listen.StreamPlane.route;
import static dev.sluice.listen.StreamPlane.share;
import static dev.sluice.tls.TestCertificates.certificate;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What headers of the PROXY protocol say of clients, on TCP and TLS Listeners, and what backends are told of it. */
@ExtendWith(LeakDetection.class)
class ProxiedClientsTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetSocketAddress IP4 = address("203.0.113.7", 5000);
    private static final InetSocketAddress IP6 = address("2001:db8::7", 5000);
    private static final byte[] CERTAIN_MORE = {
        // ALPN h2; a unique identity of three octets; the client's TLS, with its version in a value of its own.
        0x01,
        0,
        2,
        'h',
        '2',
        0x05,
        0,
        3,
        1,
        2,
        3,
        0x20,
        0,
        15,
        1,
        0,
        0,
        0,
        0,
        0x21,
        0,
        7,
        'T',
        'L',
        'S',
        'v',
        '1',
        '.',
        '3'
    };

    private final int port = FreePorts.next();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private StreamPlane plane(String trusted, String own) {
        return new StreamPlane(
                ProxyProtocolTest.settings(trusted, Duration.ofMillis(500)),
                Transport.AUTO,
                new BindAddress(own, port));
    }

    private StreamPlane plane() {
        return plane("127.0.0.0/8", "127.0.0.1");
    }

    /** A backend that notes what it gets at first, and answers then. */
    private OctetServer noting(int octets) throws IOException {
        return new OctetServer(client -> {
            received.add(client.getInputStream().readNBytes(octets));
            client.getOutputStream().write("seen\n".getBytes(ISO_8859_1));
            client.getInputStream().transferTo(client.getOutputStream());
        });
    }

    private byte[] received() throws InterruptedException {
        byte[] octets = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return octets == null ? new byte[0] : octets;
    }

    @Nested
    class AHeader {

        static Stream<Arguments> headers() {
            InetSocketAddress to4 = address("198.51.100.1", 80);
            return Stream.of(
                    Arguments.of("IPv6", RawProxyHeader.of(1, IP6, address("2001:db8::1", 80)), "2001:db8:0:0:0:0:0:7"),
                    Arguments.of("values behind", RawProxyHeader.of(1, IP4, to4, CERTAIN_MORE), "203.0.113.7"),
                    Arguments.of("LOCAL with addresses", RawProxyHeader.of(0, IP4, to4), "127.0.0.1"),
                    Arguments.of("LOCAL without", RawProxyHeader.of(0, 0x00), "127.0.0.1"),
                    Arguments.of("unspecified", RawProxyHeader.of(1, 0x00), "127.0.0.1"),
                    Arguments.of("a socket of the file system", RawProxyHeader.of(1, 0x31, new byte[216]), "127.0.0.1"),
                    Arguments.of("unknown, version 1", "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1), "127.0.0.1"),
                    Arguments.of(
                            "IPv6, version 1",
                            "PROXY TCP6 2001:db8::7 2001:db8::1 5000 80\r\n".getBytes(ISO_8859_1),
                            "2001:db8:0:0:0:0:0:7"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("headers")
        void namesTheClientOrLeavesTheProxy(String name, byte[] header, String client) throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane plane = plane()) {
                plane.tcp(route("r", share(1, plane.backend("one", Use.STREAM, one.port()))));
                try (RawClient proxy = RawClient.to(port)) {
                    proxy.send(header).send("hello\n");
                    assertThat(proxy.readTo("hello\n")).as(name).isEqualTo("one\nhello\n");
                }
                await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
                assertThat(plane.records().getFirst().client()).as(name).isEqualTo(client);
            }
        }

        static Stream<Arguments> broken() {
            return Stream.of(
                    Arguments.of("addresses cut off", RawProxyHeader.of(1, 0x11, new byte[11])),
                    Arguments.of("command 2", RawProxyHeader.of(2, IP4, IP4)),
                    Arguments.of("a family that there is not", RawProxyHeader.of(1, 0x41, new byte[12])),
                    Arguments.of(
                            "a value longer than the rest",
                            RawProxyHeader.of(1, IP4, IP4, new byte[] {0x01, 1, 0, 'h', '2'})));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("broken")
        void thatIsBrokenEndsTheConnection(String name, byte[] header) throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane plane = plane()) {
                plane.tcp(route("r", share(1, plane.backend("one", Use.STREAM, one.port()))));
                try (RawClient proxy = RawClient.to(port)) {
                    proxy.send(header);
                    assertThat(proxy.isClosedByServer()).as(name).isTrue();
                }
                assertThat(one.accepted()).isZero();
            }
        }
    }

    @Nested
    class AServerName {

        private final byte[] hello = RawHello.of("db.example.com", 100);
        private final byte[] header = RawProxyHeader.of(1, IP4, address("198.51.100.1", 443));

        @Test
        void isReadBehindTheHeaderAndTheHelloPassesUntouched() throws Exception {
            try (OctetServer one = noting(hello.length);
                    StreamPlane plane = plane()) {
                passThrough(plane, plane.backend("one", Use.PASSTHROUGH, one.port()));
                try (RawClient proxy = RawClient.to(port)) {
                    proxy.send(header).send(hello);
                    assertThat(proxy.readTo("\n")).isEqualTo("seen\n");
                    assertThat(received()).isEqualTo(hello);
                }
                await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
                assertThat(plane.records().getFirst().client()).isEqualTo("203.0.113.7");
            }
        }

        @Test
        void isReadBehindTheHeaderWhereTlsEnds() throws Exception {
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane plane = plane()) {
                plane.serve(
                        SocketProtocol.TLS,
                        listener(
                                "tls",
                                "*.example.com",
                                ListenerMode.STREAM,
                                List.of(certificate("ours", "*.example.com")),
                                route("r", share(1, plane.backend("one", Use.STREAM, one.port())))));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                plain.getOutputStream().write(header);
                try (RawClient client = RawClient.over(secured(plain))) {
                    client.send("hello\n");
                    assertThat(client.readTo("hello\n")).isEqualTo("one\nhello\n");
                }
                await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
                assertThat(plane.records().getFirst().client()).isEqualTo("203.0.113.7");
            }
        }

        private SSLSocket secured(Socket plain) throws IOException {
            SSLSocket socket = (SSLSocket) TestCertificates.trustingClient()
                    .getSocketFactory()
                    .createSocket(plain, "db.example.com", port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.<SNIServerName>of(new SNIHostName("db.example.com")));
            socket.setSSLParameters(parameters);
            return socket;
        }

        @Test
        void isNotChangedByTheHeaderThatTheBackendGets() throws Exception {
            try (OctetServer one = noting(header.length + hello.length);
                    StreamPlane plane = plane()) {
                passThrough(plane, plane.telling("one", Use.PASSTHROUGH, null, one.port()));
                try (RawClient proxy = RawClient.to(port)) {
                    proxy.send(header).send(hello);
                    assertThat(proxy.readTo("\n")).isEqualTo("seen\n");
                    assertThat(received())
                            .isEqualTo(ByteBuffer.allocate(header.length + hello.length)
                                    .put(RawProxyHeader.of(1, IP4, address("127.0.0.1", port)))
                                    .put(hello)
                                    .array());
                }
            }
        }

        private static void passThrough(StreamPlane plane, BackendId backend) {
            Listener listener = listener(
                    "tls",
                    "*.example.com",
                    ListenerMode.PASSTHROUGH,
                    List.of(),
                    route("r", 0, List.of("db.example.com"), share(1, backend)));
            plane.serve(SocketProtocol.TLS, listener);
        }
    }

    /** Where the client connected to is what we know of ourselves. */
    @Nested
    class ABackend {

        @Test
        void isToldOfBothEndsInIp6() throws Exception {
            assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")))
                    .as("IPv6 on this machine")
                    .isNotNull();
            byte[] header = RawProxyHeader.of(1, IP6, address("2001:db8::1", 80));
            assertThat(toldBy("::1", header)).isEqualTo(RawProxyHeader.of(1, IP6, address("::1", port)));
        }

        @Test
        void isToldThatItsClientOfIp6ConnectedToSomethingUnspecified() throws Exception {
            byte[] header = RawProxyHeader.of(1, IP6, address("2001:db8::1", 80));
            assertThat(toldBy("127.0.0.1", header)).isEqualTo(RawProxyHeader.of(1, IP6, address("::", port)));
        }

        @Test
        void isToldThatItsClientOfIp4ConnectedToSomethingUnspecified() throws Exception {
            assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")))
                    .as("IPv6 on this machine")
                    .isNotNull();
            byte[] header = RawProxyHeader.of(1, IP4, address("198.51.100.1", 80));
            assertThat(toldBy("::1", header)).isEqualTo(RawProxyHeader.of(1, IP4, address("0.0.0.0", port)));
        }

        /** What a backend gets first, where a proxy that connects to this address of ours sends such a header. */
        private byte[] toldBy(String own, byte[] header) throws Exception {
            try (OctetServer one = noting(header.length);
                    StreamPlane plane = plane(own.equals("::1") ? "::1/128" : "127.0.0.0/8", own)) {
                plane.tcp(route("r", share(1, plane.telling("one", Use.STREAM, null, one.port()))));
                try (RawClient proxy = RawClient.over(new Socket(InetAddress.ofLiteral(own), port))) {
                    proxy.send(header);
                    assertThat(proxy.readTo("\n")).isEqualTo("seen\n");
                }
                return received();
            }
        }
    }
}

package dev.sluice.listen;

import static dev.sluice.listen.StreamPlane.listener;
import static dev.sluice.listen.StreamPlane.route;
import static dev.sluice.listen.StreamPlane.share;
import static dev.sluice.tls.TestCertificates.certificate;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.hop.Network;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import dev.sluice.upstream.TlsSockets;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakDetection.class)
class ProxyProtocolTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 5000 80\r\n";

    private final int port = FreePorts.next();

    static ListenSettings settings(String network, Duration handshake) {
        ListenSettings usual = Edge.settings(Duration.ofMillis(50), Duration.ofMillis(500));
        return new ListenSettings(
                usual.h2c(),
                usual.streams(),
                usual.tlsLibrary(),
                usual.ceilings(),
                new ListenSettings.Timeouts(
                        handshake, usual.timeouts().quiet(), usual.timeouts().drain()),
                usual.connections(),
                usual.quiet(),
                usual.requests(),
                usual.flows(),
                List.of(Network.of(network)));
    }

    private StreamPlane plane(String trusted) {
        return new StreamPlane(settings(trusted, Duration.ofSeconds(10)), Transport.AUTO, port);
    }

    /** Version 2, command PROXY, TCP over IPv4. */
    private static byte[] v2(int command) {
        return RawProxyHeader.of(
                command,
                new InetSocketAddress(InetAddress.ofLiteral("203.0.113.7"), 5000),
                new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 80));
    }

    @Nested
    class ATrustedProxy {

        @ParameterizedTest
        @ValueSource(strings = {"v1", "v2", "local"})
        void tellsWhoTheClientIs(String version) throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane plane = plane("127.0.0.0/8")) {
                plane.tcp(route("r", share(1, plane.backend("one", Use.STREAM, one.port()))));
                byte[] header = switch (version) {
                    case "v1" -> V1.getBytes(ISO_8859_1);
                    case "v2" -> v2(1);
                    default -> v2(0);
                };
                try (RawClient client = RawClient.to(port)) {
                    for (byte octet : header) {
                        client.send(octet);
                    }
                    client.send("hello\n");
                    assertThat(client.readTo("hello\n")).isEqualTo("one\nhello\n");
                }
                await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
                assertThat(plane.records().getFirst().client())
                        .isEqualTo(version.equals("local") ? "127.0.0.1" : "203.0.113.7");
            }
        }

        @Test
        void speaksHttpAndTlsBehindIt() throws Exception {
            try (StreamPlane plane = plane("127.0.0.0/8")) {
                plane.serve(List.of(Edge.http("a", port)));
                try (RawClient client = RawClient.to(port)) {
                    assertThat(client.send(V1 + "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .answer())
                            .contains("default/a:80");
                }
                int tlsPort = FreePorts.next();
                plane.serve(List.of(
                        Edge.https("a", tlsPort, Edge.listener("a", "any", "", certificate("any", "any.test")))));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), tlsPort);
                plain.getOutputStream().write(v2(1));
                SSLSocketFactory tls = TestCertificates.trustingClient().getSocketFactory();
                try (SSLSocket socket = (SSLSocket) tls.createSocket(plain, "any.test", tlsPort, true);
                        RawClient client = RawClient.over(socket)) {
                    assertThat(client.get()).contains("default/a:80 any.test");
                }
            }
        }

        @Test
        void thatSaysNothingIsNotServed() throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane plane = plane("127.0.0.0/8")) {
                plane.tcp(route("r", share(1, plane.backend("one", Use.STREAM, one.port()))));
                try (RawClient client = RawClient.to(port)) {
                    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(client.isClosedByServer()).isTrue();
                }
                assertThat(one.accepted()).isZero();
            }
        }

        @Test
        void thatKeepsItsHeaderBackIsNotWaitedFor() throws IOException {
            try (StreamPlane plane =
                    new StreamPlane(settings("127.0.0.0/8", Duration.ofMillis(200)), Transport.AUTO, port)) {
                plane.tcp();
                try (RawClient client = RawClient.to(port)) {
                    client.send("PROXY TCP4 ");
                    assertThat(client.isClosedByServer()).isTrue();
                }
            }
        }
    }

    @Test
    void anyOtherClientIsNotBelieved() throws IOException {
        try (OctetServer one = OctetServer.echo("one");
                StreamPlane plane = plane("192.0.2.0/24")) {
            plane.tcp(route("r", share(1, plane.backend("one", Use.STREAM, one.port()))));
            try (RawClient client = RawClient.to(port)) {
                client.send(V1);
                assertThat(client.readTo("80\r\n")).isEqualTo("one\n" + V1);
            }
            await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
            assertThat(plane.records()).extracting(StreamRecord::client).containsExactly("127.0.0.1");
        }
    }

    @Nested
    class ABackend {

        @Test
        void isToldWhoTheClientIsBeforeItsOctets() throws IOException {
            var received = new byte[28];
            try (OctetServer one = new OctetServer(client -> {
                        client.getInputStream().readNBytes(received, 0, received.length);
                        client.getOutputStream().write(client.getInputStream().readNBytes(6));
                    });
                    StreamPlane plane = plane("127.0.0.0/8")) {
                plane.tcp(route("r", share(1, plane.telling("one", Use.STREAM, null, one.port()))));
                try (RawClient client = RawClient.to(port)) {
                    client.send(V1 + "hello\n");
                    assertThat(client.readTo("\n")).isEqualTo("hello\n");
                    byte[] expected = v2(1);
                    // Where the client connected to is what we know of ourselves.
                    ByteBuffer.wrap(expected)
                            .position(20)
                            .put(new byte[] {127, 0, 0, 1})
                            .putShort(26, (short) port);
                    assertThat(received).isEqualTo(expected);
                }
            }
        }

        @Test
        void isToldBeforeTls() throws Exception {
            X509Bundle theirs = TestCertificates.bundle("theirs", "inner.example.com");
            SSLSocketFactory tls = TlsSockets.of(theirs).context().getSocketFactory();
            try (OctetServer one = new OctetServer(client -> {
                        byte[] header = client.getInputStream().readNBytes(28);
                        try (SSLSocket secured = (SSLSocket) tls.createSocket(client, null, false)) {
                            secured.getOutputStream()
                                    .write((header[13] == 0x11 ? "told\n" : "what?\n").getBytes(ISO_8859_1));
                        }
                    });
                    StreamPlane plane = new StreamPlane(
                            Edge.settings(Duration.ofMillis(50), Duration.ofMillis(500)), Transport.AUTO, port)) {
                var trust = new Trust.Anchors("ConfigMap default/ca", theirs.getCertificatePathPEM());
                var names = List.of(new SubjectName(SubjectName.Type.HOSTNAME, "inner.example.com"));
                var policy = new BackendTls("inner.example.com", names, trust, null);
                plane.serve(
                        SocketProtocol.TCP,
                        listener(
                                "tcp",
                                "",
                                ListenerMode.STREAM,
                                List.of(),
                                route("r", share(1, plane.telling("one", Use.STREAM, policy, one.port())))));
                try (RawClient client = RawClient.to(port)) {
                    assertThat(client.readTo("\n")).isEqualTo("told\n");
                }
            }
        }
    }
}

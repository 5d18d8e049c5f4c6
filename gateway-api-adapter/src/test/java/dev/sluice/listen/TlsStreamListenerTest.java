package dev.sluice.listen;

import static dev.sluice.listen.StreamPlane.broken;
import static dev.sluice.listen.StreamPlane.listener;
import static dev.sluice.listen.StreamPlane.route;
import static dev.sluice.listen.StreamPlane.share;
import static dev.sluice.tls.TestCertificates.certificate;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.TlsSockets;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(names = {"BORINGSSL", "JDK"})
@ExtendWith(LeakDetection.class)
class TlsStreamListenerTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Certificate OURS = certificate("ours", "*.example.com");
    private static final X509Bundle THEIRS = TestCertificates.bundle("theirs", "*.example.com");
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int INTERNAL_ERROR = 80;
    private static final int HELLOS = 5_000;

    private final int port = FreePorts.next();
    private final StreamPlane plane;

    TlsStreamListenerTest(TlsLibrary library) {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        ListenSettings settings = Edge.settings(Duration.ofMillis(50), Duration.ofMillis(500), library);
        plane = new StreamPlane(settings, Transport.AUTO, port);
    }

    @AfterEach
    void closeAll() {
        plane.close();
    }

    private static Listener passing(String name, String hostname, Route... routes) {
        return listener(name, hostname, ListenerMode.PASSTHROUGH, List.of(), routes);
    }

    private static Listener ending(String name, String hostname, Route... routes) {
        return listener(name, hostname, ListenerMode.STREAM, List.of(OURS), routes);
    }

    private Route to(String hostname, OctetServer backend) {
        String name = hostname.isEmpty() ? "any" : hostname.replace("*.", "all.");
        return route(name, 0, List.of(hostname), share(1, plane.backend(name, Use.PASSTHROUGH, backend.port())));
    }

    private void serve(Listener... listeners) {
        plane.serve(SocketProtocol.TLS, listeners);
    }

    /** By a context of its own: a session would bring the server name of an earlier connection. */
    private SSLSocket connect(String serverName, String... protocols) throws IOException {
        SSLContext trusting = TestCertificates.trustingClient();
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.<SNIServerName>of(new SNIHostName(serverName)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private String greeting(String serverName) throws IOException {
        try (RawClient client = RawClient.over(connect(serverName))) {
            return client.readTo("\n").strip();
        }
    }

    /** The alert that ends the handshake of a client. */
    private int alertTo(byte[] hello) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello);
            byte[] alert = socket.getInputStream().readAllBytes();
            assertThat(alert).hasSize(7).startsWith(0x15, 0x03, 0x03, 0, 2, 2);
            return alert[6];
        }
    }

    private void assertReset(byte[] hello) {
        assertThatThrownBy(() -> alertTo(hello)).isInstanceOf(SocketException.class);
    }

    private StreamRecord lastRecord() {
        await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
        return plane.records().getLast();
    }

    @Nested
    class Passthrough {

        @Test
        void leavesTheHandshakeToTheBackend() throws Exception {
            try (OctetServer backend = secure("theirs")) {
                serve(passing("all", "*.example.com", to("shop.example.com", backend)));

                try (SSLSocket socket = connect("shop.example.com")) {
                    assertThat(socket.getSession().getPeerPrincipal()).hasToString("CN=theirs");
                    RawClient client = RawClient.over(socket);
                    assertThat(client.readTo("\n")).isEqualTo("theirs\n");
                    client.send("and back\n");
                    assertThat(client.readTo("\n")).isEqualTo("and back\n");
                }
                StreamRecord record = lastRecord();
                assertThat(record.kind()).isEqualTo(StreamKind.TLS_PASSTHROUGH);
                assertThat(record.serverName()).isEqualTo("shop.example.com");
                assertThat(record.octets().fromClient()).isGreaterThan(200);
            }
        }

        /** However it is cut: whole, over records of one octet, and with 16 and more KiB. */
        @ParameterizedTest
        @ValueSource(ints = {0, 500, 16_000, 40_000})
        void keepsEveryOctetOfTheHello(int padding) throws Exception {
            BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
            try (OctetServer backend = new OctetServer(
                    client -> received.add(client.getInputStream().readAllBytes()))) {
                serve(passing("all", "", to("shop.example.com", backend)));

                byte[] whole = RawHello.of("Shop.Example.COM", padding);
                List<byte[]> hellos = padding < 1000
                        ? List.of(whole, RawHello.cut(whole, 1), RawHello.cut(whole, 99))
                        : List.of(whole);
                for (byte[] hello : hellos) {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.setTcpNoDelay(true);
                        for (int at = 0; at < hello.length; at += 1000) {
                            socket.getOutputStream().write(hello, at, Math.min(1000, hello.length - at));
                        }
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    }
                    assertThat(received.take()).isEqualTo(hello);
                }
            }
        }

        /** By no alert: the TLS is between the client and a backend. */
        @Test
        void resetsWhatNoRouteTakes() throws IOException {
            try (OctetServer backend = OctetServer.echo("one")) {
                serve(passing("all", "*.example.com", to("shop.example.com", backend)));

                assertReset(RawHello.of("other.example.com", 0));
                assertThat(lastRecord().end()).isEqualTo(StreamEnd.NO_ROUTE);
                assertReset(RawHello.of("stranger.test", 0));
                assertReset(RawHello.of(null, 0));
                assertThat(backend.accepted()).isZero();
            }
        }

        @Test
        void resetsWhatLeadsNowhere() throws IOException {
            serve(passing(
                    "all",
                    "",
                    route("broken", 0, List.of("broken.example.com"), broken()),
                    route(
                            "gone",
                            0,
                            List.of("gone.example.com"),
                            share(1, plane.backend("gone", Use.PASSTHROUGH, FreePorts.next())))));

            assertReset(RawHello.of("broken.example.com", 0));
            assertThat(lastRecord().end()).isEqualTo(StreamEnd.NO_BACKEND);
            assertReset(RawHello.of("gone.example.com", 0));
            assertThat(lastRecord().end()).isEqualTo(StreamEnd.CONNECT_FAILED);
        }

        @Test
        void takesTheMostSpecificHostname() throws IOException {
            try (OctetServer exact = secure("exact");
                    OctetServer wild = secure("wild");
                    OctetServer any = secure("any")) {
                serve(passing("all", "", to("", any), to("*.example.com", wild), to("shop.example.com", exact)));

                assertThat(greeting("shop.example.com")).isEqualTo("exact");
                assertThat(greeting("cart.example.com")).isEqualTo("wild");
                assertThat(greeting("a.b.example.com")).isEqualTo("wild");
                assertThat(greeting("example.com")).isEqualTo("any");
            }
        }
    }

    @Nested
    class Terminate {

        @Test
        void handsOnWhatIsInside() throws Exception {
            try (OctetServer backend = OctetServer.echo("clear")) {
                serve(ending("all", "*.example.com", to("shop.example.com", backend)));

                try (SSLSocket socket = connect("shop.example.com")) {
                    assertThat(socket.getSession().getPeerPrincipal()).hasToString("CN=ours");
                    RawClient client = RawClient.over(socket);
                    client.send("at once\n");
                    assertThat(client.readTo("at once\n")).isEqualTo("clear\nat once\n");
                }
                assertThat(lastRecord().kind()).isEqualTo(StreamKind.TLS);
                assertThat(lastRecord().end()).isEqualTo(StreamEnd.DONE);
            }
        }

        /** Whoever speaks HTTP/2 inside must not be told that we do. */
        @Test
        void choosesNoProtocol() throws IOException {
            try (OctetServer backend = OctetServer.echo("clear")) {
                serve(ending("all", "", to("shop.example.com", backend)));

                try (SSLSocket socket = connect("shop.example.com", "h2", "http/1.1")) {
                    assertThat(socket.getApplicationProtocol()).isEmpty();
                }
            }
        }

        @Test
        void reachesABackendByTlsWhereAPolicySaysSo() throws IOException {
            try (OctetServer backend = secure("theirs")) {
                var trust = new Trust.Anchors("ConfigMap default/ca", THEIRS.getCertificatePathPEM());
                var names = List.of(new SubjectName(SubjectName.Type.HOSTNAME, "inner.example.com"));
                var tls = new BackendTls("inner.example.com", names, trust, null);
                serve(ending("all", "", route("r", share(1, plane.backend("tls", Use.STREAM, tls, backend.port())))));

                assertThat(greeting("shop.example.com")).isEqualTo("theirs");
            }
        }

        @Test
        void refusesByAlertWhatNoRouteTakes() throws IOException {
            try (OctetServer backend = OctetServer.echo("one")) {
                serve(ending(
                        "all",
                        "*.example.com",
                        to("shop.example.com", backend),
                        route("broken", 0, List.of("broken.example.com"), broken())));

                assertThat(alertTo(RawHello.of("other.example.com", 0))).isEqualTo(UNRECOGNIZED_NAME);
                assertThat(alertTo(RawHello.of("stranger.test", 0))).isEqualTo(UNRECOGNIZED_NAME);
                assertThat(alertTo(RawHello.of("broken.example.com", 0))).isEqualTo(INTERNAL_ERROR);
            }
        }

        @Test
        void breaksOffWhereNoEndpointIsReached() throws IOException {
            serve(ending("all", "", route("r", share(1, plane.backend("gone", Use.STREAM, FreePorts.next())))));

            assertThatThrownBy(() -> {
                        try (SSLSocket socket = connect("shop.example.com")) {
                            assertThat(socket.getInputStream().read()).isNegative();
                            throw new IOException("an end, without an answer");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(lastRecord().end()).isEqualTo(StreamEnd.CONNECT_FAILED);
        }
    }

    @Nested
    class OnePort {

        @Test
        void hasHttpsAndBothModes() throws IOException {
            try (OctetServer theirs = secure("theirs");
                    OctetServer clear = OctetServer.echo("clear")) {
                serve(
                        Edge.listener("a", "https", "www.example.com", OURS),
                        ending("ending", "mqtt.example.com", to("mqtt.example.com", clear)),
                        passing("passing", "*.example.com", to("*.example.com", theirs)));

                assertThat(greeting("mqtt.example.com")).isEqualTo("clear");
                assertThat(greeting("cart.example.com")).isEqualTo("theirs");
                try (RawClient https = RawClient.over(connect("www.example.com"))) {
                    assertThat(https.get()).contains("default/a:80 www.example.com");
                }
            }
        }

        @Test
        void staysOpenWhenAListenerOfAnotherModeComesAndGoes() throws IOException {
            try (OctetServer theirs = secure("theirs")) {
                Listener https = Edge.listener("a", "https", "www.example.com", OURS);
                serve(https);
                try (RawClient kept = RawClient.over(connect("www.example.com"))) {
                    kept.get();
                    serve(https, passing("passing", "*.example.com", to("*.example.com", theirs)));
                    assertThat(greeting("cart.example.com")).isEqualTo("theirs");
                    try (RawClient passed = RawClient.over(connect("cart.example.com"))) {
                        passed.readTo("\n");

                        serve(https);

                        // It may end within the drain timeout.
                        assertThat(isOver(passed)).isTrue();
                    }
                    assertThat(kept.get()).contains("200").doesNotContain("connection: close");
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lastRecord().end()).isEqualTo(StreamEnd.DRAINED));
            }
        }
    }

    @Nested
    class Malformed {

        /** Whatever it is: a connection that ends, and no word above debug. Ten thousand by the two libraries. */
        @Test
        void hellosHarmNobody() throws IOException {
            try (OctetServer theirs = secure("theirs")) {
                serve(
                        passing("passing", "*.example.com", to("*.example.com", theirs)),
                        ending("ending", "mqtt.example.com", to("mqtt.example.com", theirs)));
                var random = new Random(7);
                for (int i = 0; i < HELLOS; i++) {
                    byte[] hello = RawHello.of(i % 2 == 0 ? "mqtt.example.com" : null, random.nextInt(300));
                    int changes = 1 + random.nextInt(4);
                    for (int change = 0; change < changes; change++) {
                        hello[random.nextInt(Math.min(hello.length, 120))] = (byte) random.nextInt(256);
                    }
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.getOutputStream().write(hello);
                        if (i % 3 == 0) {
                            socket.setSoLinger(true, 0);
                        } else {
                            socket.shutdownOutput();
                            drained(socket);
                        }
                    }
                }
                assertThat(greeting("cart.example.com")).isEqualTo("theirs");
                await().atMost(PATIENCE).until(() -> plane.connections() == 0);
            }
        }

        private static void drained(Socket socket) {
            try {
                socket.setSoTimeout(20_000);
                socket.getInputStream().transferTo(new ByteArrayOutputStream());
            } catch (IOException reset) {
                // An end like another.
            }
        }
    }

    private static OctetServer secure(String name) throws IOException {
        X509Bundle certificate = name.equals("theirs") ? THEIRS : TestCertificates.bundle(name, "*.example.com");
        return new OctetServer(TlsSockets.of(certificate), client -> {
            client.getOutputStream().write((name + "\n").getBytes(US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        });
    }

    private static boolean isOver(RawClient client) {
        try {
            return client.isClosedByServer();
        } catch (SSLException | SocketException cutOff) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

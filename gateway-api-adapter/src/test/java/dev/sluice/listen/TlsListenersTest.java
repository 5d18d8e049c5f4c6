package dev.sluice.listen;

import static dev.sluice.listen.Edge.https;
import static dev.sluice.listen.Edge.id;
import static dev.sluice.listen.Edge.listener;
import static dev.sluice.tls.TestCertificates.certificate;
import static dev.sluice.tls.TestCertificates.certificateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.tls.Certificate;
import dev.sluice.listen.EngineClient.Hello;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import dev.sluice.tls.TlsLibrary;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
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
class TlsListenersTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Certificate SHOP = certificate("shop", "shop.example.com");
    private static final Certificate WILD = certificate("wild", "*.example.com");
    private static final Certificate ANY = certificate("any", "any.test");

    /** Made once for both libraries: a key of 4096 bits takes seconds. */
    private static final Map<Algorithm, Certificate> KINDS = new EnumMap<>(Algorithm.class);

    private final int port = FreePorts.next();
    private final TlsLibrary library;
    private final ListenerServers servers;
    private final SSLContext client = TestCertificates.trustingClient();

    TlsListenersTest(TlsLibrary library) {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        this.library = library;
        ListenSettings settings = Edge.settings(Duration.ofMillis(50), Duration.ofSeconds(5), library);
        servers = new ListenerServers(
                settings, new EventLoops(Transport.AUTO), Edge::tell, new StreamServing(), StreamRecorder.NONE);
    }

    @AfterEach
    void closeAll() {
        servers.close();
    }

    @Nested
    class AConnection {

        private static final Duration HANDSHAKE = Duration.ofMillis(300);

        @Test
        void outlivesTheTimeForHandshakes() throws IOException {
            ListenSettings settings = Edge.settings(HANDSHAKE, Duration.ofMillis(50), Duration.ofSeconds(5), library);
            try (ListenerServers hasty = new ListenerServers(
                    settings, new EventLoops(Transport.AUTO), Edge::tell, new StreamServing(), StreamRecorder.NONE)) {
                hasty.open(List.of(https("a", port, listener("a", "shop", "shop.example.com", SHOP))));
                try (RawClient connection = RawClient.over(connect("shop.example.com"))) {
                    connection.get();
                    for (int i = 0; i < 2; i++) {
                        try (RawClient idle = RawClient.to(port)) {
                            assertThat(idle.isClosedByServer()).isTrue();
                        }
                        assertThat(connection.get()).contains("default/a:80 shop.example.com");
                    }
                }
            }
        }
    }

    @Nested
    class ServerName {

        @Test
        void choosesTheMostSpecificListener() throws IOException {
            serve(
                    listener("a", "shop", "shop.example.com", SHOP),
                    listener("a", "wild", "*.example.com", WILD),
                    listener("a", "any", "", ANY));

            assertThat(shownTo("shop.example.com")).isEqualTo("CN=shop");
            assertThat(shownTo("SHOP.Example.COM")).isEqualTo("CN=shop");
            assertThat(shownTo("cart.example.com")).isEqualTo("CN=wild");
            assertThat(shownTo("other.test")).isEqualTo("CN=any");
            assertThat(shownTo()).isEqualTo("CN=any");
        }

        @Test
        void isHandedOnWithTheRequest() throws IOException {
            serve(listener("a", "wild", "*.example.com", WILD));

            try (RawClient connection = RawClient.over(connect("Cart.Example.com"))) {
                assertThat(connection.get()).contains("default/a:80 cart.example.com");
            }
        }

        /** Its certificate may have been taken away for a reason. */
        @Test
        void ofAListenerThatIsGoneTakesNoFurtherRequest() throws IOException {
            Listener stays = listener("a", "shop", "shop.example.com", SHOP);
            serve(stays, listener("a", "wild", "*.example.com", WILD));
            try (RawClient gone = RawClient.over(connect("cart.example.com"));
                    RawClient kept = RawClient.over(connect("shop.example.com"))) {
                gone.get();
                kept.get();

                serve(stays);
                servers.retain(Set.of(Edge.id("a")));

                await().atMost(Duration.ofSeconds(20)).until(() -> gone.get().contains("connection: close"));
                assertThat(kept.get()).doesNotContain("connection: close");
            }
        }

        @Test
        void thatNoListenerHasIsRefusedByAlert() {
            serve(listener("a", "shop", "shop.example.com", SHOP));

            assertRefused("other.example.com");
            assertRefused("example.com");
            assertRefused();
        }

        @Test
        void ofABadCertificateIsRefusedWhileOthersAreServed() throws IOException {
            Certificate broken = new Certificate("Secret default/broken", SHOP.chain(), "");
            serve(listener("a", "shop", "shop.example.com", SHOP), listener("a", "bad", "bad.test", broken));

            assertThat(shownTo("shop.example.com")).isEqualTo("CN=shop");
            assertRefused("bad.test");
            assertThat(servers.tlsFailures()).hasSize(1);
        }

        @Test
        void socketWithoutAnyUsableCertificateIsClosed() {
            Certificate broken = new Certificate("Secret default/broken", "", "");

            assertThat(servers.open(List.of(https("a", port, listener("a", "bad", "", broken)))))
                    .extractingByKey(id("a"))
                    .isInstanceOf(SocketState.Closed.class);
        }
    }

    private static Certificate kind(Algorithm algorithm) {
        return certificateOf(algorithm, "kind", "shop.example.com");
    }

    @Nested
    class Keys {

        @ParameterizedTest
        @EnumSource(names = {"ecp256", "ecp384", "rsa2048", "rsa3072", "ed25519", "ed448"})
        void ofEveryKindThatIsReadAreServed(Algorithm algorithm) throws IOException {
            serve(listener("a", "shop", "shop.example.com", KINDS.computeIfAbsent(algorithm, TlsListenersTest::kind)));

            assertThat(shownTo("shop.example.com")).isEqualTo("CN=kind");
        }
    }

    @Nested
    class ClientHello {

        @ParameterizedTest
        @EnumSource(Hello.class)
        void reachesTheSameListenerHoweverItIsCut(Hello hello) throws IOException {
            serve(listener("a", "shop", "shop.example.com", SHOP), listener("a", "any", "", ANY));

            SSLSession session = EngineClient.handshake(client, "TLSv1.3", port, hello);

            assertThat(shownIn(session)).isEqualTo("CN=shop");
        }

        @Test
        void thatClaimsMoreThanTheLimitIsRefused() throws IOException {
            serve(listener("a", "any", "", ANY));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                // A record of 4 bytes: ClientHello, 16 MiB long.
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 4, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});

                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
            }
        }
    }

    @Nested
    class Resumption {

        private final AtomicInteger shown = new AtomicInteger();
        private final SSLContext remembering = TestCertificates.trustingClient(shown::incrementAndGet);

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void happensWithinAListener(String version) throws IOException {
            serve(listener("a", "shop", "shop.example.com", SHOP));

            assertThat(isFull(version, port)).isTrue();
            assertThat(isFull(version, port)).isFalse();
        }

        /** Both Gateways have the same hostname and certificate, and the client believes them to be one server. */
        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void neverHappensAcrossListeners(String version) throws IOException {
            int otherPort = FreePorts.next();
            servers.open(List.of(
                    https("a", port, listener("a", "shop", "shop.example.com", SHOP)),
                    https("b", otherPort, listener("b", "shop", "shop.example.com", SHOP))));

            assertThat(isFull(version, port)).isTrue();
            assertThat(isFull(version, otherPort)).isTrue();
        }

        /** Whether the handshake showed a certificate, which the client then looked at; a resumption shows none. */
        private boolean isFull(String version, int serverPort) throws IOException {
            int before = shown.get();
            EngineClient.handshake(remembering, version, serverPort, Hello.WHOLE);
            return shown.get() > before;
        }
    }

    @Nested
    class Rotation {

        @Test
        void showsTheNewCertificateAndKeepsOpenConnections() throws IOException {
            serve(listener("a", "shop", "shop.example.com", SHOP));
            try (RawClient before = RawClient.over(connect("shop.example.com"))) {
                before.get();

                serve(listener("a", "shop", "shop.example.com", certificate("renewed", "shop.example.com")));

                assertThat(shownTo("shop.example.com")).isEqualTo("CN=renewed");
                assertThat(before.get()).contains("200 OK").doesNotContain("connection: close");
            }
        }

        @Test
        void hundredTimesFailsNoHandshake() throws Exception {
            Certificate other = certificate("other", "shop.example.com");
            serve(listener("a", "shop", "shop.example.com", SHOP));
            AtomicBoolean rotating = new AtomicBoolean(true);
            AtomicInteger handshakes = new AtomicInteger();
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread shaking = Thread.startVirtualThread(() -> {
                while (rotating.get()) {
                    try {
                        shownTo("shop.example.com");
                        handshakes.incrementAndGet();
                    } catch (IOException | RuntimeException e) {
                        failure.set(e);
                    }
                }
            });

            for (int i = 0; i < 100; i++) {
                serve(listener("a", "shop", "shop.example.com", i % 2 == 0 ? other : SHOP));
            }
            rotating.set(false);

            assertThat(shaking.join(Duration.ofSeconds(10))).isTrue();
            assertThat(failure.get()).isNull();
            assertThat(handshakes).hasPositiveValue();
        }
    }

    @Nested
    class Protocols {

        @Test
        void http2IsChosenByAlpn() throws Exception {
            assertThat(versionFor(HttpClient.Version.HTTP_2)).isEqualTo("HTTP_2 default/a:80 localhost");
        }

        @Test
        void http1IsServedToWhoAsksForIt() throws Exception {
            assertThat(versionFor(HttpClient.Version.HTTP_1_1)).isEqualTo("HTTP_1_1 default/a:80 localhost");
        }

        private String versionFor(HttpClient.Version version) throws Exception {
            X509Bundle bundle = TestCertificates.bundle("localhost", "localhost");
            serve(listener(
                    "a",
                    "local",
                    "localhost",
                    new Certificate(
                            "Secret default/local", bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM())));
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {bundle.toTrustManager()}, null);
            try (HttpClient http = HttpClient.newBuilder()
                    .sslContext(trusting)
                    .version(version)
                    .build()) {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                return response.version() + " " + response.body();
            }
        }

        @Test
        void cipherWithoutAuthenticatedEncryptionIsRefused() throws IOException {
            serve(listener("a", "any", "", ANY));
            try (SSLSocket socket = socket("a.test")) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});

                assertThatExceptionOfType(SSLException.class).isThrownBy(socket::startHandshake);
            }
        }
    }

    private void serve(Listener... listeners) {
        assertThat(servers.open(List.of(https("a", port, listeners))).get(id("a")))
                .isInstanceOf(SocketState.Open.class);
    }

    private void assertRefused(String... serverName) {
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> shownTo(serverName))
                .withMessageContaining("unrecognized_name");
    }

    private String shownTo(String... serverName) throws IOException {
        try (SSLSocket socket = connect(serverName)) {
            return shownIn(socket.getSession());
        }
    }

    private static String shownIn(SSLSession session) throws IOException {
        return ((X509Certificate) session.getPeerCertificates()[0])
                .getSubjectX500Principal()
                .toString();
    }

    private SSLSocket connect(String... serverName) throws IOException {
        SSLSocket socket = socket(serverName);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A client without memory: the JDK's repeats the name of a session that it resumes. */
    private SSLSocket socket(String... serverName) throws IOException {
        SSLSocket socket = (SSLSocket) TestCertificates.trustingClient()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress().getHostAddress(), port);
        socket.setSoTimeout(10_000);
        nameServer(socket, serverName);
        return socket;
    }

    private static void nameServer(SSLSocket socket, String... serverName) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(
                Stream.of(serverName).<SNIServerName>map(SNIHostName::new).toList());
        socket.setSSLParameters(parameters);
    }
}

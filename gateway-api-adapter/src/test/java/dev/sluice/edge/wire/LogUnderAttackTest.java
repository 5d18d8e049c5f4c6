package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static dev.sluice.testkit.FrameClient.CONTINUATION;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.WINDOW_UPDATE;
import static dev.sluice.testkit.FrameClient.block;
import static dev.sluice.testkit.FrameClient.get;
import static dev.sluice.testkit.FrameClient.octets;
import static dev.sluice.testkit.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No client can write into the log, but for the line of the access log that a request has: each attack of the other
 * tests, and connections that are reset in the middle of everything, leave nothing above DEBUG.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class LogUnderAttackTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access", QuietLog.HTTP2_DECODER);

    private static final String HOST = "a.test";
    private static final String GET_LARGE =
            "GET " + RecordingBackend.LARGE + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
    private static final int BATCH = 250;
    private static final SSLContext TRUSTING = TestCertificates.trustingClient();

    @SuppressWarnings("NullAway.Init")
    private static RecordingBackend backend;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    private static int tlsPort;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RecordingBackend();
        gateway = planes.with(lane);
        tlsPort = FreePorts.next();
        GatewayConfig clear = Configs.of(1, gateway.dataPort, backend.port(), route("all", "/"));
        var listener = new Listener(
                new ListenerId("test", "tls", "https"),
                new Hostname(HOST),
                List.of(TestCertificates.certificate("a", HOST)),
                List.of(route("all", "/")));
        var socket = new ListenerSocket(
                new PortId("test", "tls", 443),
                List.of(new BindAddress("127.0.0.1", tlsPort)),
                SocketProtocol.TLS,
                List.of(listener));
        gateway.apply(new GatewayConfig(1, List.of(clear.sockets().getFirst(), socket), clear.backends()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
    }

    /** An attack is over when an honest client is served on the same event loops. */
    @AfterEach
    void isServed() throws Exception {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(gateway.get("/").status()).isEqualTo(200);
        }
    }

    private static List<String> octetsOfHttp1() {
        List<String> all = new ArrayList<>(
                List.of(GET_LARGE, "", "\u0000", "\u0016\u0003\u0001", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxyz"));
        SmugglingCorpus.streams().forEach(stream -> all.add(stream.octets()));
        return all;
    }

    @Test
    void isSilentOverHttp1() throws IOException {
        for (String octets : octetsOfHttp1()) {
            for (int length : new int[] {octets.length() / 2, octets.length()}) {
                RawClient.to(gateway.dataPort).send(octets.substring(0, length)).reset();
            }
        }
    }

    @Test
    void isSilentOverHttp1InTls() throws IOException {
        List<String> all = octetsOfHttp1();
        for (int i = 0; i < all.size(); i += i < 5 ? 1 : 20) {
            RawClient.over(secure("http/1.1")).send(all.get(i)).reset();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isSilentWhenAResponseIsNotTaken(boolean tls) throws IOException {
        RawClient client = tls ? RawClient.over(secure("http/1.1")) : RawClient.to(gateway.dataPort);
        client.send(GET_LARGE).readSome().reset();
    }

    static Stream<Arguments> framesOfHttp2() {
        byte[] most = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        return Stream.concat(
                Http2FloodTest.floods(),
                Stream.concat(
                        Http2AttackTest.ARequest.malformed()
                                .map(malformed -> once(octets(HEADERS, END_STREAM | END_HEADERS, 1, block((String[])
                                        Objects.requireNonNull(malformed.get()[0]))))),
                        Stream.of(
                                once(octets(HEADERS, END_STREAM | END_HEADERS, 1, get(RecordingBackend.LARGE))),
                                once(octets(HEADERS, END_HEADERS, 1, post())),
                                once(octets(WINDOW_UPDATE, 0, 0, most)),
                                once(octets(HEADERS, END_STREAM | END_HEADERS, 2, get("/"))),
                                once(octets(DATA, 0, 1, (byte) 'x')),
                                once(octets(CONTINUATION, 0, 1)),
                                once(octets(HEADERS, END_STREAM | END_HEADERS, 1, (byte) 0xff, (byte) 0xff)),
                                once(octets(HEADERS, END_STREAM | END_HEADERS, 1, block("x", "y".repeat(16_000)))))));
    }

    private static Arguments once(byte[] frame) {
        Http2FloodTest.Event event = (out, turn) -> {
            if (turn < 2) {
                out.write(frame);
            }
        };
        return Arguments.of("twice " + Arrays.hashCode(frame), event);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framesOfHttp2")
    void isSilentOverHttp2(String name, Http2FloodTest.Event event) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(FrameClient.PREFACE);
        for (int turn = 0; turn < BATCH; turn++) {
            event.send(all, turn);
        }
        String octets = all.toString(StandardCharsets.ISO_8859_1);
        RawClient.to(gateway.dataPort).sendInPieces(octets, Integer.MAX_VALUE).reset();
        for (RawClient client : List.of(RawClient.to(gateway.dataPort), RawClient.over(secure("h2")))) {
            client.sendInPieces(octets, Integer.MAX_VALUE).readSome().reset();
        }
    }

    static Stream<byte[]> notTls() {
        return Stream.of(
                new byte[0],
                new byte[200],
                "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                FrameClient.PREFACE,
                // A ClientHello that breaks off, one of 16 MiB, one of an old protocol; an alert; a record of no known
                // type.
                new byte[] {0x16, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3},
                new byte[] {0x16, 3, 1, 0, 4, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
                new byte[] {0x16, 2, 0, 0, 4, 1, 0, 0, 0},
                new byte[] {(byte) 0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10},
                new byte[] {0x15, 3, 3, 0, 2, 2, 40},
                new byte[] {0x17, 3, 3, 0, 5, 1, 2, 3, 4, 5},
                new byte[] {0x42, 3, 3, 0, 2, 2, 40});
    }

    @ParameterizedTest
    @MethodSource("notTls")
    void isSilentWhereAClientSpeaksNoTls(byte[] octets) throws IOException {
        try (RawClient ends = RawClient.to(tlsPort)) {
            ends.send(octets).endOutput();
            ends.readSome();
        }
        RawClient.to(tlsPort).send(octets).reset();
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void isSilentWhereAHandshakeFails(Broken handshake) throws Exception {
        try (SSLSocket socket =
                unsecured(handshake.trusts() ? TRUSTING : SSLContext.getDefault(), handshake.serverName)) {
            handshake.prepare(socket);
            socket.startHandshake();
            socket.setSoLinger(true, 0);
        } catch (IOException refused) {
            // By an alert, or by our own client.
        }
    }

    /** Ways of a handshake to fail. */
    enum Broken {
        UNKNOWN_NAME("other.test"),
        NO_NAME(""),
        UNKNOWN_PROTOCOL(HOST),
        OLD_CIPHER(HOST),
        DISTRUSTED(HOST);

        private final String serverName;

        Broken(String serverName) {
            this.serverName = serverName;
        }

        void prepare(SSLSocket socket) {
            switch (this) {
                case UNKNOWN_NAME, NO_NAME, DISTRUSTED -> {}
                case UNKNOWN_PROTOCOL -> {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setApplicationProtocols(new String[] {"spdy/1"});
                    socket.setSSLParameters(parameters);
                }
                case OLD_CIPHER -> {
                    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                    socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});
                }
            }
        }

        /** Or else the client ends the handshake with an alert. */
        boolean trusts() {
            return this != DISTRUSTED;
        }
    }

    private static SSLSocket secure(String protocol) throws IOException {
        SSLSocket socket = unsecured(TRUSTING, HOST);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLSocket unsecured(SSLContext client, String serverName) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), tlsPort);
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, serverName, tlsPort, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        return socket;
    }
}

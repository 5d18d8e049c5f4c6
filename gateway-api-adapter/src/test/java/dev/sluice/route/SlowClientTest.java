package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.FrameClient.DATA;
import static dev.sluice.route.FrameClient.END_HEADERS;
import static dev.sluice.route.FrameClient.END_STREAM;
import static dev.sluice.route.FrameClient.HEADERS;
import static dev.sluice.route.FrameClient.PING;
import static dev.sluice.route.FrameClient.RST_STREAM;
import static dev.sluice.route.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import dev.sluice.upstream.RawBackend.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever takes too long is let go, and only they. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class SlowClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SECOND = 1000;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    private static int version;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(
                lane,
                "--sluice.listen.header-timeout=1s",
                "--sluice.listen.body-timeout=1s",
                "--sluice.listen.write-timeout=1s",
                "--sluice.listen.idle-timeout=2s",
                "--sluice.listen.max-body=64MB");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    private static RawBackend serving(Script script) {
        RawBackend backend = new RawBackend(script);
        gateway.apply(Configs.of(++version, gateway.dataPort, backend.endpoint().port(), route("all", "/")));
        return backend;
    }

    private static RawBackend answering() {
        return serving(peer -> {
            while (peer.readHead()) {
                peer.write(RawBackend.OK);
            }
        });
    }

    private static Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.dataPort);
        client.setSoTimeout((int) PATIENCE.toMillis());
        return client;
    }

    private static void send(Socket client, String octets) throws IOException {
        client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readAll(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    /** An octet now and then, until the server has closed the connection. */
    private static Thread drip(Socket client) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    send(client, "x");
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException closed) {
                // By the server, as it should.
            }
        });
    }

    @Nested
    class AHead {

        @Test
        void thatNeverBeginsEndsInSilence() throws IOException {
            try (RawBackend _ = answering();
                    Socket client = connect()) {
                assertThat(readAll(client)).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a.test\r\nX: "})
        void thatStopsIsAnswered408(String part) throws IOException {
            try (RawBackend backend = answering();
                    Socket client = connect()) {
                send(client, part);
                assertThat(readAll(client)).startsWith("http/1.1 408 ").contains("connection: close");
                assertThat(backend.opened()).isZero();
            }
        }

        @Test
        void thatDripsIsAnswered408() throws Exception {
            try (RawBackend _ = answering();
                    Socket client = connect()) {
                send(client, "GET / HTTP/1.1\r\nX: ");
                Thread drip = drip(client);
                assertThat(readAll(client)).startsWith("http/1.1 408 ");
                drip.join();
            }
        }

        @Test
        void thatStopsAfterAnAnswerIsAnswered408() throws IOException {
            try (RawBackend _ = answering();
                    Socket client = connect()) {
                send(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\nGET / HT");
                assertThat(readAll(client)).startsWith("http/1.1 200 ").contains("http/1.1 408 ");
            }
        }

        @Test
        void ofHttp2ThatNeverEndsClosesTheConnection() throws IOException {
            try (RawBackend _ = answering();
                    FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_STREAM, 1, FrameClient.get("/"));
                assertThat(client.awaitClose()).isPositive();
            }
        }

        @Test
        void ofManyAtOnceDisturbsNobody() throws IOException {
            List<Socket> slow = new ArrayList<>();
            try (RawBackend _ = answering()) {
                for (int i = 0; i < 200; i++) {
                    Socket client = connect();
                    slow.add(client);
                    send(client, "GET / HTTP/1.1\r\n");
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(gateway.get("/").status()).isEqualTo(200);
                }
                for (Socket client : slow) {
                    assertThat(readAll(client)).startsWith("http/1.1 408 ");
                }
            } finally {
                for (Socket client : slow) {
                    client.close();
                }
            }
        }
    }

    @Nested
    class ABody {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 10\r\n\r\nabc",
                    "Content-Length: 10\r\n\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n3\r\na",
                    "Transfer-Encoding: chunked\r\n\r\n"
                })
        void thatStopsIsAnswered408(String rest) throws IOException {
            try (RawBackend backend = reading();
                    Socket client = connect()) {
                send(client, "POST / HTTP/1.1\r\nHost: a.test\r\n" + rest);
                assertThat(readAll(client)).startsWith("http/1.1 408 ").contains("connection: close");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void thatDripsIsAnswered408() throws Exception {
            try (RawBackend backend = reading();
                    Socket client = connect()) {
                send(client, "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\n");
                Thread drip = drip(client);
                assertThat(readAll(client)).startsWith("http/1.1 408 ");
                drip.join();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void ofHttp2ThatStopsIsAnswered408() throws IOException {
            try (RawBackend backend = reading();
                    FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_HEADERS, 1, post()).frame(DATA, 0, 1, (byte) 'x');
                assertThat(client.await(HEADERS, 1).text()).contains("408");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void thatTheBackendDoesNotReadIsNotTheClientsFault() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            int size = 32 << 20;
            try (RawBackend _ = serving(peer -> {
                        peer.readHead();
                        go.await();
                        peer.in().skipNBytes(size);
                        peer.write(RawBackend.OK);
                    });
                    Socket client = connect()) {
                send(
                        client,
                        "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n");
                Thread.ofVirtual().start(() -> {
                    try {
                        client.getOutputStream().write(new byte[size]);
                    } catch (IOException e) {
                        // Seen by the answer.
                    }
                });
                Thread.sleep(3 * SECOND);
                go.countDown();
                assertThat(readAll(client)).startsWith("http/1.1 200 ");
            }
        }

        @Test
        void thatWaitsForA100IsNotLate() throws Exception {
            try (RawBackend _ = serving(peer -> {
                        peer.readHead();
                        Thread.sleep(3 * SECOND);
                        peer.write("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
                    });
                    Socket client = connect()) {
                send(client, "POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.getInputStream().read()).isEqualTo('H');
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 67108865\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4000001\r\n"})
        void thatIsTooLargeIsAnswered413(String rest) throws IOException {
            try (RawBackend _ = reading();
                    Socket client = connect()) {
                send(client, "POST / HTTP/1.1\r\nHost: a.test\r\n" + rest);
                assertThat(readAll(client)).startsWith("http/1.1 413 ").contains("connection: close");
            }
        }

        private static RawBackend reading() {
            return serving(peer -> {
                peer.readHead();
                while (peer.in().read() >= 0) {}
            });
        }
    }

    @Nested
    class AResponse {

        @Test
        void thatIsNotReadFreesTheBackend() throws IOException {
            try (RawBackend backend = serving(SlowClientTest::pourOut);
                    Socket client = connect()) {
                send(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                await().atMost(PATIENCE).until(() -> backend.opened() == 1);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void ofHttp2WithoutAWindowFreesTheBackend() throws IOException {
            int initialWindow = 4;
            try (RawBackend backend = serving(SlowClientTest::pourOut);
                    FrameClient client = new FrameClient(gateway.dataPort, initialWindow, 0)) {
                client.get(1, "/");
                assertThat(client.await(RST_STREAM, 1).type()).isIn(HEADERS, RST_STREAM);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }
    }

    private static void pourOut(Peer peer) throws IOException {
        peer.readHead();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
        byte[] part = new byte[65536];
        for (int i = 0; i < 16384; i++) {
            peer.out().write(part);
        }
    }

    @Nested
    class AnIdleConnection {

        @Test
        void isClosed() throws IOException {
            try (RawBackend _ = answering();
                    Socket client = connect()) {
                send(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(readAll(client)).startsWith("http/1.1 200 ").doesNotContain("408");
            }
        }

        @Test
        void ofHttp2IsClosedThoughItPings() throws Exception {
            try (RawBackend _ = answering();
                    FrameClient client = new FrameClient(gateway.dataPort)) {
                client.get(1, "/").await(HEADERS, 1);
                Thread pings = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            client.frame(PING, 0, 0, new byte[8]);
                            Thread.sleep(100);
                        }
                    } catch (IOException | InterruptedException closed) {
                        // By the server, as it should.
                    }
                });
                assertThat(client.awaitClose()).isZero();
                pings.join();
            }
        }

        @Test
        void thatServesALongRequestIsNotIdle() throws IOException {
            try (RawBackend _ = serving(peer -> {
                        peer.readHead();
                        Thread.sleep(4 * SECOND);
                        peer.write(RawBackend.OK);
                    });
                    Socket client = connect()) {
                send(client, "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
                assertThat(readAll(client)).startsWith("http/1.1 200 ");
            }
        }
    }

    @Nested
    class AnOldConnection {

        @Test
        void isToldThatItsNextAnswerIsTheLast() throws Exception {
            try (DataPlaneFixture young = DataPlaneFixture.with(lane, "--sluice.listen.max-connection-age=1s");
                    RawBackend backend = RawBackend.answering()) {
                young.apply(Configs.of(1, young.dataPort, backend.endpoint().port(), route("all", "/")));
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), young.dataPort);
                        FrameClient second = new FrameClient(young.dataPort)) {
                    client.setSoTimeout((int) PATIENCE.toMillis());
                    String request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
                    Thread ask = Thread.ofVirtual().start(() -> {
                        try {
                            while (true) {
                                send(client, request);
                                Thread.sleep(20);
                            }
                        } catch (SocketException closed) {
                            // By the server, as it should.
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    String answers = readAll(client);
                    assertThat(answers).containsOnlyOnce("connection: close");
                    assertThat(answers.lastIndexOf("http/1.1 ")).isLessThan(answers.indexOf("connection: close"));
                    ask.join();
                    assertThat(second.awaitClose()).isZero();
                }
            }
        }
    }
}

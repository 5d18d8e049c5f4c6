package dev.sluice.edge.wire;

import static dev.sluice.edge.wire.ImpatientGateway.PATIENCE;
import static dev.sluice.edge.wire.ImpatientGateway.drip;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static dev.sluice.testkit.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpReader;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that takes too long to send or to read is let go, and no other. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith(LeakDetection.class)
class SlowClientTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

    @SuppressWarnings("NullAway.Init")
    private static ImpatientGateway gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = new ImpatientGateway(lane);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
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
            try (RawBackend backend = gateway.reading();
                    RawClient client = gateway.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\n" + rest);
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void thatDripsIsAnswered408() throws Exception {
            try (RawBackend backend = gateway.reading();
                    RawClient client = gateway.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\n");
                Thread drip = drip(client, "x");
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
                drip.join();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void ofHttp2ThatStopsIsAnswered408() throws IOException {
            try (RawBackend backend = gateway.reading();
                    FrameClient client = gateway.connectHttp2()) {
                client.frame(HEADERS, END_HEADERS, 1, post()).frame(DATA, 0, 1, (byte) 'x');
                assertThat(client.await(HEADERS, 1).text()).contains("408");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void thatTheBackendDoesNotReadIsNotTheClientsFault() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            int size = 32 << 20;
            try (RawBackend _ = gateway.serving(peer -> {
                        peer.readHead();
                        go.await();
                        peer.in().skipNBytes(size);
                        peer.write(RawBackend.OK);
                    });
                    RawClient client = gateway.connect()) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n");
                Thread.ofVirtual().start(() -> {
                    try {
                        client.send(new byte[size]);
                    } catch (IOException e) {
                        // Seen by the answer.
                    }
                });
                gateway.letTimeoutsPass(3);
                go.countDown();
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
            }
        }

        /**
         * The client waits as long as the backend's connection does: its queue is full until we take two others out.
         */
        @Test
        void thatWaitsForA100IsNotLate() throws Exception {
            try (ServerSocket backend = new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress());
                    RawClient _ = RawClient.to(backend.getLocalPort());
                    RawClient _ = RawClient.to(backend.getLocalPort())) {
                gateway.serve(backend.getLocalPort());
                try (RawClient client = gateway.connect()) {
                    client.send("""
                            POST / HTTP/1.1\r
                            Host: a.test\r
                            Connection: close\r
                            Expect: 100-continue\r
                            Content-Length: 3\r
                            \r
                            """);
                    gateway.letTimeoutsPass(3);
                    backend.accept().close();
                    backend.accept().close();
                    answerOne(backend, client);
                }
            }
        }

        private void answerOne(ServerSocket backend, RawClient client) throws IOException {
            try (Socket peer = backend.accept()) {
                HttpReader reader = new HttpReader(peer.getInputStream());
                String head = reader.head();
                assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
                client.send("abc");
                assertThat(reader.bodyOf(head)).isEqualTo("abc");
                peer.getOutputStream().write(RawBackend.OK.getBytes(StandardCharsets.US_ASCII));
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
            }
        }

        @Test
        void thatDoesNotFollowIts100IsAnswered408() throws IOException {
            try (RawBackend _ = gateway.reading();
                    RawClient client = gateway.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 67108865\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4000001\r\n"})
        void thatIsTooLargeIsAnswered413(String rest) throws IOException {
            try (RawBackend _ = gateway.reading();
                    RawClient client = gateway.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\n" + rest);
                assertThat(client.readAll()).startsWith("HTTP/1.1 413 ").contains("connection: close");
            }
        }
    }

    @Nested
    class AResponse {

        @Test
        void thatIsNotReadFreesTheBackend() throws IOException {
            try (RawBackend backend = gateway.serving(SlowClientTest::pourOut);
                    RawClient client = gateway.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                await().atMost(PATIENCE).until(() -> backend.opened() == 1);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void ofHttp2WithoutAWindowFreesTheBackend() throws IOException {
            int initialWindow = 4;
            try (RawBackend backend = gateway.serving(SlowClientTest::pourOut);
                    FrameClient client = gateway.connectHttp2(initialWindow, 0)) {
                client.get(1, "/").await(HEADERS, 1);
                client.await(RST_STREAM, 1);
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
}

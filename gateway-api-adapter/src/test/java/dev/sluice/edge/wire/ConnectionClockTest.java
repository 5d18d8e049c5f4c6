package dev.sluice.edge.wire;

import static dev.sluice.edge.wire.ImpatientGateway.IDLE;
import static dev.sluice.edge.wire.ImpatientGateway.drip;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.PING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends by time before or between requests. In one way in only: the guard runs before one is chosen. */
@ExtendWith(LeakDetection.class)
class ConnectionClockTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

    @SuppressWarnings("NullAway.Init")
    private static ImpatientGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new ImpatientGateway(LaneSetting.NATIVE);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Nested
    class AHead {

        @Test
        void thatNeverBeginsEndsInSilence() throws IOException {
            try (RawBackend _ = gateway.answering();
                    RawClient client = gateway.connect()) {
                assertThat(client.readAll()).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a.test\r\nX: "})
        void thatStopsIsAnswered408(String part) throws IOException {
            try (RawBackend backend = gateway.answering();
                    RawClient client = gateway.connect()) {
                client.send(part);
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
                assertThat(backend.opened()).isZero();
            }
        }

        @Test
        void thatDripsIsAnswered408() throws Exception {
            try (RawBackend _ = gateway.answering();
                    RawClient client = gateway.connect()) {
                client.send("GET / HTTP/1.1\r\nX: ");
                Thread drip = drip(client, "x");
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
                drip.join();
            }
        }

        @Test
        void thatStopsAfterAnAnswerIsAnswered408() throws IOException {
            try (RawBackend _ = gateway.answering();
                    RawClient client = gateway.connect()) {
                client.send(GET + "GET / HT");
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 408 ");
            }
        }

        @Test
        void ofHttp2ThatNeverEndsClosesTheConnection() throws IOException {
            try (RawBackend _ = gateway.answering();
                    FrameClient client = gateway.connectHttp2()) {
                client.frame(HEADERS, END_STREAM, 1, FrameClient.get("/"));
                assertThat(client.awaitClose()).isPositive();
            }
        }

        @Test
        void ofManyAtOnceDisturbsNobody() throws IOException {
            List<RawClient> slow = new ArrayList<>();
            try (RawBackend _ = gateway.answering()) {
                for (int i = 0; i < 200; i++) {
                    slow.add(gateway.connect().send("GET / HTTP/1.1\r\n"));
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(gateway.statusOf("/")).isEqualTo(200);
                }
                for (RawClient client : slow) {
                    assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
                }
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
        }
    }

    @Nested
    class AnIdleConnection {

        @Test
        void isClosedAfterTheIdleTimeout() throws IOException {
            try (RawBackend _ = gateway.answering();
                    RawClient client = gateway.connect()) {
                client.get();
                long start = System.nanoTime();
                assertThat(client.get()).startsWith("HTTP/1.1 200 ");
                assertThat(client.readAll()).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(IDLE);
            }
        }

        @Test
        void ofHttp2IsClosedThoughItPings() throws Exception {
            try (RawBackend _ = gateway.answering();
                    FrameClient client = gateway.connectHttp2()) {
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
        void isNotOneThatServesALongRequest() throws IOException {
            CountDownLatch go = new CountDownLatch(1);
            try (RawBackend _ = gateway.serving(peer -> {
                        peer.readHead();
                        go.await();
                        peer.write(RawBackend.OK);
                    });
                    RawClient client = gateway.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
                gateway.letTimeoutsPass(4);
                go.countDown();
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Nested
    class AnOldConnection {

        @Test
        void hearsThatItsNextAnswerIsTheLast() throws Exception {
            try (ImpatientGateway young =
                            new ImpatientGateway(LaneSetting.NATIVE, "--sluice.listen.max-connection-age=300ms");
                    RawBackend _ = young.answering();
                    RawClient client = young.connect();
                    FrameClient second = young.connectHttp2()) {
                Thread ask = drip(client, GET);
                String answers = client.readAll();
                assertThat(answers).containsOnlyOnce("connection: close");
                assertThat(answers.lastIndexOf("HTTP/1.1 ")).isLessThan(answers.indexOf("connection: close"));
                ask.join();
                assertThat(second.awaitClose()).isZero();
            }
        }
    }
}

package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.FrameClient.ACK;
import static dev.sluice.route.FrameClient.CONTINUATION;
import static dev.sluice.route.FrameClient.DATA;
import static dev.sluice.route.FrameClient.END_HEADERS;
import static dev.sluice.route.FrameClient.END_STREAM;
import static dev.sluice.route.FrameClient.HEADERS;
import static dev.sluice.route.FrameClient.PING;
import static dev.sluice.route.FrameClient.PRIORITY;
import static dev.sluice.route.FrameClient.RST_STREAM;
import static dev.sluice.route.FrameClient.SETTINGS;
import static dev.sluice.route.FrameClient.WINDOW_UPDATE;
import static dev.sluice.route.FrameClient.block;
import static dev.sluice.route.FrameClient.get;
import static dev.sluice.route.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 connections that attack are closed at once; those beside them notice nothing. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class Http2AttackTest {

    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;
    private static final int ENHANCE_YOUR_CALM = 11;

    @SuppressWarnings("NullAway.Init")
    private static RecordingBackend backend;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        backend = new RecordingBackend();
        gateway = DataPlaneFixture.with(lane);
        gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        gateway.close();
        backend.close();
    }

    /** What is sent again and again, by its turn. */
    @FunctionalInterface
    interface Event {
        void send(ByteArrayOutputStream out, int turn) throws IOException;
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                flood("PING", (out, turn) -> out.write(FrameClient.octets(PING, 0, 0, new byte[8]))),
                flood("PING answers", (out, turn) -> out.write(FrameClient.octets(PING, ACK, 0, new byte[8]))),
                flood("SETTINGS", (out, turn) -> out.write(FrameClient.octets(SETTINGS, 0, 0))),
                flood("SETTINGS answers", (out, turn) -> out.write(FrameClient.octets(SETTINGS, ACK, 0))),
                flood(
                        "PRIORITY",
                        (out, turn) -> out.write(FrameClient.octets(
                                PRIORITY, 0, 2 * turn + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1))),
                flood(
                        "WINDOW_UPDATE",
                        (out, turn) -> out.write(
                                FrameClient.octets(WINDOW_UPDATE, 0, 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1))),
                flood("an unknown type", (out, turn) -> out.write(FrameClient.octets(0xbe, 0, 0))),
                flood("empty DATA", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_HEADERS, 1, post()));
                    }
                    out.write(FrameClient.octets(DATA, 0, 1));
                }),
                flood("padded DATA without data", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_HEADERS, 1, post()));
                    }
                    out.write(FrameClient.octets(DATA, 8, 1, (byte) 0));
                }),
                flood("empty CONTINUATION", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_STREAM, 1, get("/")));
                    }
                    out.write(FrameClient.octets(CONTINUATION, 0, 1));
                }),
                flood("CONTINUATION", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_STREAM, 1, get("/")));
                    }
                    out.write(FrameClient.octets(CONTINUATION, 0, 1, block("x", "y")));
                }),
                flood("rapid reset", (out, turn) -> {
                    out.write(FrameClient.octets(HEADERS, END_STREAM | END_HEADERS, 2 * turn + 1, get("/r")));
                    out.write(FrameClient.octets(RST_STREAM, 0, 2 * turn + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 8));
                }),
                flood("made you reset by WINDOW_UPDATE", (out, turn) -> {
                    out.write(FrameClient.octets(HEADERS, END_HEADERS, 2 * turn + 1, post()));
                    out.write(FrameClient.octets(WINDOW_UPDATE, 0, 2 * turn + 1, new byte[4]));
                }),
                flood("made you reset by PRIORITY", (out, turn) -> {
                    int stream = 2 * turn + 1;
                    out.write(FrameClient.octets(HEADERS, END_HEADERS, stream, post()));
                    out.write(FrameClient.octets(
                            PRIORITY, 0, stream, (byte) 0, (byte) 0, (byte) (stream >> 8), (byte) stream, (byte) 1));
                }),
                flood("made you reset by DATA after its end", (out, turn) -> {
                    out.write(FrameClient.octets(HEADERS, END_STREAM | END_HEADERS, 2 * turn + 1, get("/m")));
                    out.write(FrameClient.octets(DATA, END_STREAM, 2 * turn + 1, (byte) 'x'));
                }),
                flood(
                        "streams without end",
                        (out, turn) -> out.write(FrameClient.octets(HEADERS, END_HEADERS, 2 * turn + 1, post()))),
                flood(
                        "malformed requests",
                        (out, turn) -> out.write(FrameClient.octets(
                                HEADERS, END_STREAM | END_HEADERS, 2 * turn + 1, block(":method", "GET")))),
                flood("an HPACK bomb", (out, turn) -> {
                    byte[] block = new byte[16_000];
                    Arrays.fill(block, (byte) 0xbe);
                    byte[] entry = entry("x", "y".repeat(3900));
                    System.arraycopy(entry, 0, block, 0, entry.length);
                    out.write(FrameClient.octets(HEADERS, END_STREAM | END_HEADERS, 2 * turn + 1, block));
                }));
    }

    private static Arguments flood(String name, Event event) {
        return Arguments.of(name, event);
    }

    /** A literal that is put into the dynamic table: RFC 7541, section 6.2.1. */
    private static byte[] entry(String name, String value) {
        byte[] literal = block(name, value);
        literal[0] = 0x40;
        return literal;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodIsCutOffAndNobodyElseNotices(String name, Event event) throws Exception {
        try (Bystander bystander = new Bystander();
                FrameClient attacker = new FrameClient(gateway.dataPort)) {
            long start = System.nanoTime();
            Thread flood = Thread.ofVirtual().start(() -> pour(attacker, event));
            int code = attacker.awaitClose();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(code).isIn(-1, PROTOCOL_ERROR, ENHANCE_YOUR_CALM);
            flood.join(Duration.ofSeconds(10));
            assertThat(flood.isAlive()).isFalse();
            bystander.awaitMore(20);
            assertThat(bystander.failed()).isZero();
        }
    }

    /** As fast as the server takes it, until it does not. */
    private static void pour(FrameClient attacker, Event event) {
        try {
            for (int turn = 0; turn < 100_000; turn += 50) {
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                for (int i = turn; i < turn + 50; i++) {
                    event.send(batch, i);
                }
                attacker.write(batch.toByteArray());
            }
            throw new AssertionError("100,000 events were taken");
        } catch (IOException closed) {
            // As it should be.
        }
    }

    /** Uses one HTTP/2 connection as honest clients do. */
    private static final class Bystander implements AutoCloseable {

        private final AtomicInteger served = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread = Thread.ofVirtual().start(this::ask);

        private void ask() {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                for (int stream = 1; !stopped.get(); stream += 2) {
                    FrameClient.Frame answer = client.get(stream, "/bystander").await(HEADERS, stream);
                    (answer.type() == HEADERS ? served : failed).incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }

        void awaitMore(int count) {
            int enough = served.get() + count;
            await().atMost(Duration.ofSeconds(20)).until(() -> failed.get() > 0 || served.get() >= enough);
        }

        int failed() {
            return failed.get();
        }

        @Override
        public void close() {
            stopped.set(true);
            await().atMost(Duration.ofSeconds(20)).until(() -> !thread.isAlive());
        }
    }

    @Nested
    class ARequest {

        static Stream<Arguments> malformed() {
            String[] get = {":method", "GET", ":scheme", "http", ":path", "/bad", ":authority", "a.test"};
            return Stream.of(
                            List.of(":scheme", "http", ":path", "/bad", ":authority", "a.test"),
                            List.of(":method", "GET", ":path", "/bad", ":authority", "a.test"),
                            List.of(":method", "GET", ":scheme", "http", ":authority", "a.test"),
                            List.of(":method", "GET", ":scheme", "http", ":path", "", ":authority", "a.test"),
                            List.of(":method", "GET", ":scheme", "http", ":path", "bad", ":authority", "a.test"),
                            List.of(":method", "GET", ":scheme", "http", ":path", "/bad x", ":authority", "a.test"),
                            List.of(
                                    ":method",
                                    "GET",
                                    ":scheme",
                                    "http",
                                    ":path",
                                    "/bad\r\nx: y",
                                    ":authority",
                                    "a.test"),
                            List.of(":method", "GET", ":scheme", "http", ":path", "/bad\u0000", ":authority", "a.test"),
                            List.of(":method", "GET", ":scheme", "ftp", ":path", "/bad", ":authority", "a.test"),
                            List.of(":method", "G T", ":scheme", "http", ":path", "/bad", ":authority", "a.test"),
                            List.of(":method", "G\r\nT", ":scheme", "http", ":path", "/bad", ":authority", "a.test"),
                            List.of(":method", "", ":scheme", "http", ":path", "/bad", ":authority", "a.test"),
                            with(get, ":path", "/other"),
                            with(get, ":status", "200"),
                            with(get, ":own", "x"),
                            with(get, "host", "b.test"),
                            with(get, "connection", "close"),
                            with(get, "keep-alive", "x"),
                            with(get, "proxy-connection", "close"),
                            with(get, "transfer-encoding", "chunked"),
                            with(get, "upgrade", "h2c"),
                            with(get, "te", "gzip"),
                            with(get, "te", "trailers, deflate"),
                            with(get, "X-Upper", "x"),
                            with(get, "x y", "x"),
                            with(get, "x:y", "x"),
                            with(get, "x\r\ny", "x"),
                            with(get, "x\u0000", "x"),
                            with(get, "", "x"),
                            with(get, "x", "a\r\nb: c"),
                            with(get, "x", "a\nb"),
                            with(get, "x", "a\u0000b"),
                            with(get, "x", " a"),
                            with(get, "x", "a "),
                            with(get, "x_forwarded_for", "1"),
                            with(get, "content-length", "5"))
                    .map(headers -> Arguments.of(headers.toArray(String[]::new), headers.toString()));
        }

        private static List<String> with(String[] get, String name, String value) {
            return Stream.concat(Stream.of(get), Stream.of(name, value)).toList();
        }

        @ParameterizedTest(name = "{1}")
        @MethodSource("malformed")
        void thatIsMalformedIsSeenByNobody(String[] headers, String name) throws IOException {
            backend.requests().clear();
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block(headers));
                client.get(3, "/sound");
                for (FrameClient.Frame frame = client.read(); frame != null; frame = client.read()) {
                    assertThat(frame.type() == HEADERS && frame.stream() == 1).isFalse();
                    if (frame.type() == HEADERS && frame.stream() == 3) {
                        break;
                    }
                }
            }
            assertThat(backend.requests())
                    .allSatisfy(seen -> assertThat(seen.target()).isEqualTo("/sound"));
        }

        @Test
        void thatNamesItsHostTwiceInTheSameWayNamesItOnce() throws IOException {
            backend.requests().clear();
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(
                        HEADERS,
                        END_STREAM | END_HEADERS,
                        1,
                        block(
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":path",
                                "/twice",
                                ":authority",
                                "a.test",
                                "host",
                                "A.test"));
                assertThat(client.await(HEADERS, 1).type()).isEqualTo(HEADERS);
            }
            assertThat(backend.requests())
                    .singleElement()
                    .satisfies(seen ->
                            assertThat(seen.head().toLowerCase(Locale.ROOT)).containsOnlyOnce("\r\nhost:"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"abc", "abcdefg"})
        void whoseBodyIsNotAsLongAsItSaysIsNeverWhole(String body) throws IOException {
            backend.requests().clear();
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_HEADERS, 1, post("content-length", "5"));
                client.frame(DATA, END_STREAM, 1, body.getBytes(StandardCharsets.US_ASCII));
                assertThat(client.await(RST_STREAM, 1).resetCode()).isEqualTo(PROTOCOL_ERROR);
                client.get(3, "/sound").await(HEADERS, 3);
            }
            assertThat(backend.requests())
                    .allSatisfy(seen -> assertThat(seen.target()).isEqualTo("/sound"));
        }
    }

    @Nested
    class AConnection {

        @Test
        void endsWhenAStreamIsUsedThatIsOver() throws IOException {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.get(1, "/").await(HEADERS, 1);
                client.get(1, "/");
                assertThat(client.awaitClose()).isEqualTo(STREAM_CLOSED);
            }
        }

        @Test
        void endsWhenAStreamIsLowerThanTheLast() throws IOException {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.get(5, "/").await(HEADERS, 5);
                client.get(3, "/");
                assertThat(client.awaitClose()).isEqualTo(PROTOCOL_ERROR);
            }
        }

        @Test
        void endsWhenItsWindowOverflows() throws IOException {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                byte[] most = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
                client.frame(WINDOW_UPDATE, 0, 0, most).frame(WINDOW_UPDATE, 0, 0, most);
                assertThat(client.awaitClose()).isEqualTo(3);
            } catch (SocketException e) {
                throw new AssertionError("no word before the end", e);
            }
        }

        @Test
        void thatIsHonestMayPingWhileItDownloads() throws IOException {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                for (int turn = 0; turn < 600; turn++) {
                    client.get(2 * turn + 1, "/").frame(PING, 0, 0, new byte[8]).await(HEADERS, 2 * turn + 1);
                }
            }
        }
    }
}

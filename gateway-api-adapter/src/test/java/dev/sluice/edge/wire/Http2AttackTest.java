package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.PING;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static dev.sluice.testkit.FrameClient.WINDOW_UPDATE;
import static dev.sluice.testkit.FrameClient.block;
import static dev.sluice.testkit.FrameClient.get;
import static dev.sluice.testkit.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTP/2 request that is malformed reaches no backend, and a connection that breaks the protocol ends. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class Http2AttackTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access", QuietLog.HTTP2_DECODER);

    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;

    /** Frames that carry nothing and may be sent at once, and in each second after: docs/edge.md. */
    private static final int ALLOWED = 200;

    private static final byte[] ASK = FrameClient.octets(PING, 0, 0, new byte[8]);

    @SuppressWarnings("NullAway.Init")
    private static RecordingBackend backend;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RecordingBackend();
        gateway = planes.with(lane);
        gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
    }

    /** What comes after a body. */
    @FunctionalInterface
    private interface Trailers {
        void send(FrameClient client) throws IOException;
    }

    @Nested
    class ARequest {

        private static final byte[] BODY = {'a', 'b', 'c'};

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
                assertThat(client.await(RST_STREAM, 1).resetCode()).isEqualTo(PROTOCOL_ERROR);
                client.get(3, "/sound").await(HEADERS, 3);
            }
            assertThat(backend.requests())
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.target()).isEqualTo("/sound"));
        }

        @Test
        void mayEndWithTrailers() throws IOException {
            backend.requests().clear();
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_HEADERS, 1, post()).frame(DATA, 0, 1, BODY);
                client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block("x-sum", "42"))
                        .await(HEADERS, 1);
            }
            assertThat(backend.requests()).singleElement().satisfies(seen -> {
                assertThat(seen.body()).isEqualTo("abc");
                assertThat(seen.trailers()).isEqualTo("x-sum: 42\r\n");
            });
        }

        @ParameterizedTest
        @CsvSource({
            ":path, /other",
            ":method, GET",
            ":scheme, http",
            ":authority, b.test",
            ":status, 200",
            "content-length, 3",
            "transfer-encoding, chunked",
            "X-Sum, 42",
            "te, gzip",
            "connection, close",
            "x y, 42"
        })
        void whoseTrailersAreMalformedIsNeverWhole(String name, String value) throws IOException {
            neverWhole(client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block(name, value)));
        }

        @Test
        void whoseTrailersDoNotEndItIsNeverWhole() throws IOException {
            neverWhole(client -> client.frame(HEADERS, END_HEADERS, 1, block("x-sum", "42"))
                    .frame(HEADERS, END_STREAM | END_HEADERS, 1, block("x-sum", "43")));
        }

        private void neverWhole(Trailers trailers) throws IOException {
            backend.requests().clear();
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.frame(HEADERS, END_HEADERS, 1, post()).frame(DATA, 0, 1, BODY);
                trailers.send(client);
                assertThat(client.await(RST_STREAM, 1).resetCode()).isEqualTo(PROTOCOL_ERROR);
                client.get(3, "/sound").await(HEADERS, 3);
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
                client.await(HEADERS, 1);
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
        void thatIsHonestMayPingWithEachRequest() throws IOException {
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                for (int turn = 0; turn < 600; turn++) {
                    client.get(2 * turn + 1, "/").write(ASK);
                    client.await(HEADERS, 2 * turn + 1);
                }
            }
        }

        /** Four frames that carry nothing for each DATA frame: more in all than a silent client may send. */
        @Test
        void thatIsHonestMayPingWhileItDownloads() throws IOException {
            int length = 0;
            int pings = 0;
            int answers = 0;
            try (FrameClient client = new FrameClient(gateway.dataPort)) {
                client.get(1, RecordingBackend.LARGE);
                for (FrameClient.Frame frame = client.read(); frame != null; frame = client.read()) {
                    answers += frame.type() == PING ? 1 : 0;
                    if (frame.type() == DATA && frame.payload().hasRemaining()) {
                        byte[] taken = increment(frame.payload().remaining());
                        length += frame.payload().remaining();
                        client.frame(WINDOW_UPDATE, 0, 0, taken);
                        if (!frame.endsStream()) {
                            client.frame(WINDOW_UPDATE, 0, 1, taken);
                        }
                        client.write(ASK);
                        client.write(ASK);
                        pings += 2;
                    }
                    if (length == RecordingBackend.LARGE_LENGTH && answers == pings) {
                        break;
                    }
                }
            }
            assertThat(length).isEqualTo(RecordingBackend.LARGE_LENGTH);
            assertThat(answers).isEqualTo(pings).isGreaterThan(ALLOWED / 2);
        }

        private static byte[] increment(int octets) {
            return ByteBuffer.allocate(4).putInt(octets).array();
        }
    }
}

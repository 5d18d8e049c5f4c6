package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static dev.sluice.testkit.FrameClient.ACK;
import static dev.sluice.testkit.FrameClient.CONTINUATION;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.GOAWAY;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.PING;
import static dev.sluice.testkit.FrameClient.PRIORITY;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static dev.sluice.testkit.FrameClient.SETTINGS;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** A client that floods an HTTP/2 connection is cut off at once, and no other client notices. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class Http2FloodTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access", QuietLog.HTTP2_DECODER);

    private static final int LOST = -1;
    private static final int PROTOCOL_ERROR = 1;
    private static final int ENHANCE_YOUR_CALM = 11;

    /** Frames that carry nothing and may be sent at once, and in each second after: docs/edge.md. */
    private static final int ALLOWED = 200;

    private static final int ALLOWED_PER_SECOND = 20;

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

    /**
     * What is sent again and again, by its turn. What is not answered comes with a PING, which shows that it was read.
     */
    @FunctionalInterface
    interface Event {
        void send(ByteArrayOutputStream out, int turn) throws IOException;
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                flood("PING", (out, turn) -> out.write(FrameClient.octets(PING, 0, 0, new byte[8]))),
                flood("PING answers", (out, turn) -> {
                    out.write(FrameClient.octets(PING, ACK, 0, new byte[8]));
                    out.write(ASK);
                }),
                flood("SETTINGS", (out, turn) -> out.write(FrameClient.octets(SETTINGS, 0, 0))),
                flood("PRIORITY", (out, turn) -> {
                    out.write(FrameClient.octets(
                            PRIORITY, 0, 2 * turn + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1));
                    out.write(ASK);
                }),
                flood("WINDOW_UPDATE", (out, turn) -> {
                    out.write(FrameClient.octets(WINDOW_UPDATE, 0, 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1));
                    out.write(ASK);
                }),
                flood("an unknown type", (out, turn) -> {
                    out.write(FrameClient.octets(0xbe, 0, 0));
                    out.write(ASK);
                }),
                flood("empty DATA", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_HEADERS, 1, post()));
                    }
                    out.write(FrameClient.octets(DATA, 0, 1));
                    out.write(ASK);
                }),
                flood("padded DATA without data", (out, turn) -> {
                    if (turn == 0) {
                        out.write(FrameClient.octets(HEADERS, END_HEADERS, 1, post()));
                    }
                    out.write(FrameClient.octets(DATA, 8, 1, (byte) 0));
                    out.write(ASK);
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
        try (Bystander bystander = new Bystander(gateway.dataPort)) {
            int enough = bystander.served() + 20;
            do {
                Cut cut = attack(event);
                assertThat(cut.code()).isIn(LOST, PROTOCOL_ERROR, ENHANCE_YOUR_CALM);
                assertThat(cut.after()).isLessThan(Duration.ofSeconds(5));
                assertThat(cut.answers())
                        .isLessThanOrEqualTo(
                                ALLOWED + ALLOWED_PER_SECOND * (cut.after().toSeconds() + 1));
                assertThat(bystander.failed()).isZero();
            } while (bystander.served() < enough);
        }
    }

    /**
     * How an attack ended.
     *
     * @param code of GOAWAY; {@link #LOST} where the reset overtook it, with which a kernel closes what was not read
     * @param answers frames by which the server answered PING and SETTINGS, and reset streams
     */
    private record Cut(int code, long answers, Duration after) {}

    private static Cut attack(Event event) throws Exception {
        long start = System.nanoTime();
        try (FrameClient attacker = new FrameClient(gateway.dataPort)) {
            var pouring = new FutureTask<>(() -> pour(attacker, event));
            Thread.ofVirtual().start(pouring);
            int code = LOST;
            long answers = 0;
            for (FrameClient.Frame frame = attacker.read(); frame != null; frame = attacker.read()) {
                switch (frame.type()) {
                    case GOAWAY -> code = frame.goawayCode();
                    case PING, SETTINGS -> answers += frame.flags() & ACK;
                    case RST_STREAM -> answers++;
                    default -> {}
                }
            }
            Duration after = Duration.ofNanos(System.nanoTime() - start);
            pouring.get(10, TimeUnit.SECONDS);
            return new Cut(code, answers, after);
        }
    }

    /** As fast as the server takes it, until it closes the connection. */
    private static int pour(FrameClient attacker, Event event) {
        int turn = 0;
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        try {
            while (System.nanoTime() < end) {
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                for (int i = 0; i < 50; i++) {
                    event.send(batch, turn++);
                }
                attacker.write(batch.toByteArray());
            }
        } catch (IOException closed) {
            return turn;
        }
        throw new AssertionError(turn + " events were taken");
    }
}

package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static dev.sluice.testkit.FrameClient.GOAWAY;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static dev.sluice.testkit.FrameClient.SETTINGS;
import static dev.sluice.testkit.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.FrameClient.Frame;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that asks for large responses and pretends to read them, to hold upstream connections. It is cut off, and no
 * other client notices. With the timeouts of {@link SlowHonestClientTest}.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class CreditWithoutReadingTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** So few that the frames of all are no flood. */
    private static final int STREAMS = 4;

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final byte[] ONE = {0, 0, 0, 1};

    /** Responses that are being written by the backend. */
    private static final AtomicInteger POURING = new AtomicInteger();

    private static final AtomicInteger POURED = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @SuppressWarnings("NullAway.Init")
    private static RawBackend backend;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RawBackend(CreditWithoutReadingTest::serve);
        gateway = planes.with(lane, SlowHonestClientTest.TIMEOUTS);
        gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
    }

    private static void serve(Peer peer) throws IOException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            if (!head.startsWith("GET /pour ")) {
                peer.write(RawBackend.OK);
                continue;
            }
            POURED.incrementAndGet();
            POURING.incrementAndGet();
            try {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                byte[] part = new byte[65536];
                for (int i = 0; i < 16384; i++) {
                    peer.out().write(part);
                }
            } finally {
                POURING.decrementAndGet();
            }
        }
    }

    /** How an attacker makes its streams look alive, a few times in a second. */
    enum Pretence {
        /** Reads frames, grants an octet on each stream and nothing on the connection. */
        AN_OCTET_ON_EACH_STREAM {
            @Override
            void grant(FrameClient attacker, int turn) throws IOException {
                for (int stream = 0; stream < STREAMS; stream++) {
                    attacker.frame(WINDOW_UPDATE, 0, 2 * stream + 1, ONE);
                }
            }
        },
        /** The same for all streams by one frame. */
        A_LARGER_WINDOW_FOR_ALL {
            @Override
            void grant(FrameClient attacker, int turn) throws IOException {
                ByteBuffer setting = ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE);
                attacker.frame(SETTINGS, 0, 0, setting.putInt(65_536 + turn).array());
            }
        },
        /** Grants an octet everywhere, so that some leave in each turn. */
        AN_OCTET_ON_THE_CONNECTION {
            @Override
            void grant(FrameClient attacker, int turn) throws IOException {
                attacker.frame(WINDOW_UPDATE, 0, 0, ONE);
                attacker.frame(WINDOW_UPDATE, 0, 2 * (turn % STREAMS) + 1, ONE);
            }
        },
        /** Grants as much as there is, and reads nothing from its socket. */
        ALL_AND_READS_NOTHING {
            @Override
            void grant(FrameClient attacker, int turn) throws IOException {
                if (turn == 0) {
                    byte[] most = ByteBuffer.allocate(4)
                            .putInt(Integer.MAX_VALUE - 65_535)
                            .array();
                    attacker.frame(WINDOW_UPDATE, 0, 0, most);
                    for (int stream = 0; stream < STREAMS; stream++) {
                        attacker.frame(WINDOW_UPDATE, 0, 2 * stream + 1, most);
                    }
                } else {
                    attacker.frame(FrameClient.PING, 0, 0, new byte[8]);
                }
            }

            @Override
            boolean reads() {
                return false;
            }
        };

        abstract void grant(FrameClient attacker, int turn) throws IOException;

        boolean reads() {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isCutOffAndNobodyElseNotices(Pretence pretence) throws Exception {
        int before = POURED.get();
        try (Bystander bystander = new Bystander(gateway.dataPort);
                FrameClient attacker = new FrameClient(gateway.dataPort)) {
            for (int stream = 0; stream < STREAMS; stream++) {
                attacker.get(2 * stream + 1, "/pour");
            }
            await().atMost(PATIENCE).until(() -> POURED.get() == before + STREAMS);
            Thread pretending = Thread.ofVirtual().start(() -> pretend(attacker, pretence));
            int served = bystander.served();

            if (pretence.reads()) {
                assertThat(ends(attacker)).isEqualTo(STREAMS);
            }
            await().atMost(PATIENCE).until(() -> POURING.get() == 0);
            await().atMost(PATIENCE).until(() -> bystander.served() > served + 20);
            assertThat(bystander.failed()).isZero();
            pretending.interrupt();
            pretending.join();
        }
    }

    /** Streams that are reset, or all when the connection ends. */
    private static int ends(FrameClient attacker) throws IOException {
        int reset = 0;
        while (reset < STREAMS) {
            Frame frame = attacker.read();
            if (frame == null || frame.type() == GOAWAY) {
                return STREAMS;
            }
            reset += frame.type() == RST_STREAM ? 1 : 0;
        }
        return reset;
    }

    private static void pretend(FrameClient attacker, Pretence pretence) {
        try {
            for (int turn = 0; ; turn++) {
                pretence.grant(attacker, turn);
                TimeUnit.MILLISECONDS.sleep(250);
            }
        } catch (IOException | InterruptedException cut) {
            // As it should be.
        }
    }
}

package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.HttpReader;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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

/**
 * A client that takes its time and keeps the protocol's rules gets and sends every octet, however short the timeouts
 * are that end attacks: {@link CreditWithoutReadingTest}. Each transfer lasts for several of them.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class SlowHonestClientTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

    /** Of which a client may not take less than 256 octets in each second. */
    static final String[] TIMEOUTS = {
        "--sluice.listen.write-timeout=1s",
        "--sluice.listen.body-timeout=1s",
        "--sluice.listen.stream-idle-timeout=3s",
        "--sluice.listen.idle-timeout=1s"
    };

    private static final int MEBIBYTE = 1 << 20;
    private static final int KIBIBYTE = 1 << 10;
    private static final int LONGEST_FRAME = 16 * KIBIBYTE;

    /** Less than each of the timeouts. */
    private static final long REST = 100;

    /** More than a client may be late by, less than nothing may move for. */
    private static final long PAUSE = 1500;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @SuppressWarnings("NullAway.Init")
    private static RawBackend backend;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RawBackend(SlowHonestClientTest::serve);
        gateway = planes.with(lane, TIMEOUTS);
        gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
    }

    /** What a path asks for: {@code /SIZE} or {@code /paused/SIZE}. A body is sent back as it comes. */
    private static void serve(Peer peer) throws IOException, InterruptedException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            String path = head.split(" ", 3)[1];
            if (head.startsWith("POST")) {
                serveBody(peer, head);
            } else {
                int size = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                int first = path.startsWith("/paused/") ? size / 2 : size;
                peer.out().write(PositionedOctets.of(0, first));
                if (first < size) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE);
                    peer.out().write(PositionedOctets.of(first, size - first));
                }
            }
        }
    }

    private static void serveBody(Peer peer, String head) throws IOException, InterruptedException {
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        if (head.contains("x-says: 8")) {
            for (int i = 0; i < 8; i++) {
                chunk(peer, PositionedOctets.of(i, 1));
                TimeUnit.MILLISECONDS.sleep(PAUSE / 3);
            }
        }
        for (byte[] part = nextChunk(peer); part.length > 0; part = nextChunk(peer)) {
            if (!head.contains("x-says")) {
                chunk(peer, part);
            }
        }
        peer.write("0\r\n\r\n");
    }

    private static byte[] nextChunk(Peer peer) throws IOException {
        HttpReader reader = peer.reader();
        String size = reader.readTo("\r\n").strip();
        if (size.isEmpty()) {
            throw new EOFException();
        }
        byte[] part = peer.in().readNBytes(Integer.parseInt(size, 16));
        reader.readTo("\r\n");
        return part;
    }

    private static void chunk(Peer peer, byte[] octets) throws IOException {
        var chunk = new ByteArrayOutputStream();
        chunk.write((Integer.toHexString(octets.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(octets);
        chunk.write('\r');
        chunk.write('\n');
        peer.out().write(chunk.toByteArray());
    }

    private static void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(REST);
    }

    @Nested
    class ADownload {

        /** As Go's net/http does, which grants what its reader took on the stream and on the connection. */
        @ParameterizedTest
        @ValueSource(ints = {1, 4, 32})
        void isWholeForAReaderOfSoManyKibibytes(int kibibytes) throws IOException {
            int size = 4 * MEBIBYTE;
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.get(1, "/" + size);
                int left = 0;
                while (!client.hasEnded(1)) {
                    left += client.receive().octets();
                    for (; left >= kibibytes * KIBIBYTE; left -= kibibytes * KIBIBYTE) {
                        client.grant(0, kibibytes * KIBIBYTE);
                        client.grant(1, kibibytes * KIBIBYTE);
                    }
                }
                assertThat(client.received(1)).isEqualTo(size);
            }
        }

        /** The window is empty whenever somebody looks at it. */
        @Test
        void isWholeForAReaderThatRestsBeforeItGivesCredit() throws Exception {
            int size = MEBIBYTE + 1;
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.get(1, "/" + size);
                int taken = 0;
                while (!client.hasEnded(1)) {
                    taken += client.receive().octets();
                    if (taken >= 32 * KIBIBYTE) {
                        rest();
                        client.grant(0, taken);
                        client.grant(1, taken);
                        taken = 0;
                    }
                }
                assertThat(client.received(1)).isEqualTo(size);
            }
        }

        @Test
        void isWholeNextToOneThatHardlyMoves() throws Exception {
            int size = 512 * KIBIBYTE;
            int small = 80_000;
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.get(1, "/" + small);
                for (int id = 3; id < 17; id += 2) {
                    client.get(id, "/" + size);
                }
                int taken = 0;
                while (!client.allHaveEnded()) {
                    UnhurriedClient.Received received = client.receive();
                    taken += received.octets();
                    client.grant(0, received.octets());
                    if (received.stream() != 1 && !client.hasEnded(received.stream())) {
                        client.grant(received.stream(), received.octets());
                    }
                    if (taken >= 64 * KIBIBYTE && !client.hasEnded(1)) {
                        taken = 0;
                        rest();
                        client.grant(1, KIBIBYTE);
                    }
                    if (client.received(1) < small && onlyOneRuns(client)) {
                        client.grant(1, KIBIBYTE);
                    }
                }
                assertThat(client.received(1)).isEqualTo(small);
                for (int id = 3; id < 17; id += 2) {
                    assertThat(client.received(id)).isEqualTo(size);
                }
            }
        }

        private static boolean onlyOneRuns(UnhurriedClient client) {
            for (int id = 3; id < 17; id += 2) {
                if (!client.hasEnded(id)) {
                    return false;
                }
            }
            return true;
        }

        @Test
        void isWholeWhereTheServerPauses() throws IOException {
            int size = 128 * KIBIBYTE;
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.get(1, "/paused/" + size);
                while (!client.hasEnded(1)) {
                    int octets = client.receive().octets();
                    client.grant(0, octets);
                    client.grant(1, octets);
                }
                assertThat(client.received(1)).isEqualTo(size);
            }
        }

        @Test
        void overHttp1IsWholeWhereTheServerPauses() throws IOException {
            int size = 128 * KIBIBYTE;
            try (RawClient client = RawClient.to(gateway.dataPort)) {
                client.send("GET /paused/" + size + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                assertThat(client.reader().in().readNBytes(size)).isEqualTo(PositionedOctets.of(0, size));
            }
        }

        @Test
        void overHttp1IsWholeForAReaderThatRests() throws Exception {
            int size = 16 * MEBIBYTE;
            try (RawClient client = RawClient.to(gateway.dataPort)) {
                client.send("GET /" + size + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                int part = size / 32;
                for (int at = 0; at < size; at += part) {
                    assertThat(client.reader().in().readNBytes(part)).isEqualTo(PositionedOctets.of(at, part));
                    rest();
                }
            }
        }
    }

    @Nested
    class AnUpload {

        /** It comes back as it goes. */
        @ParameterizedTest
        @ValueSource(ints = {1, 4, 16})
        void isWholeInFramesOfSoManyKibibytesWithRests(int kibibytes) throws Exception {
            int frame = Math.min(kibibytes * KIBIBYTE, LONGEST_FRAME);
            int size = 32 * frame;
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.post(1);
                int returned = 0;
                for (int at = 0; at < size; at += frame) {
                    client.send(1, PositionedOctets.of(at, frame), at + frame == size);
                    rest();
                    while (returned < at + frame) {
                        int octets = client.receive().octets();
                        returned += octets;
                        client.grant(0, octets);
                        client.grant(1, octets);
                    }
                }
                while (!client.hasEnded(1)) {
                    client.receive();
                }
                assertThat(client.received(1)).isEqualTo(size);
            }
        }
    }

    @Nested
    class ABidirectionalStream {

        @Test
        void livesWhileOnlyTheServerSpeaks() throws IOException {
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.post(1, "x-says", "8");
                client.send(1, PositionedOctets.of(0, 1), false);
                while (client.received(1) < 8) {
                    client.receive();
                }
                client.send(1, PositionedOctets.of(1, 1), true);
                while (!client.hasEnded(1)) {
                    client.receive();
                }
                assertThat(client.received(1)).isEqualTo(8);
            }
        }

        @Test
        void livesWhileOnlyTheClientSpeaks() throws Exception {
            try (UnhurriedClient client = new UnhurriedClient(gateway.dataPort)) {
                client.post(1, "x-says", "nothing");
                client.awaitHead(1);
                for (int i = 0; i < 8; i++) {
                    client.send(1, PositionedOctets.of(i, 1), i == 7);
                    TimeUnit.MILLISECONDS.sleep(PAUSE / 3);
                }
                while (!client.hasEnded(1)) {
                    client.receive();
                }
                assertThat(client.received(1)).isZero();
            }
        }
    }
}

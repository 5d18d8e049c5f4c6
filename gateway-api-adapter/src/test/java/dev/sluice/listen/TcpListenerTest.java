package dev.sluice.listen;

import static dev.sluice.listen.StreamPlane.broken;
import static dev.sluice.listen.StreamPlane.route;
import static dev.sluice.listen.StreamPlane.share;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.route.Route;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
@ExtendWith(LeakDetection.class)
class TcpListenerTest {

    private static final Duration DRAIN = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long FAR_MORE_THAN_FITS = 256L << 20;

    private final int port = FreePorts.next();
    private final Transport transport;
    private final StreamPlane plane;

    TcpListenerTest(Transport transport) {
        assumeThat(transport.isAvailable()).as("%s on this machine", transport).isTrue();
        this.transport = transport;
        plane = new StreamPlane(Edge.settings(Duration.ofMillis(50), DRAIN), transport, port);
    }

    @AfterEach
    void closeAll() {
        plane.close();
    }

    private BackendId backend(String name, int... ports) {
        return plane.backend(name, Use.STREAM, ports);
    }

    private String greeting() throws IOException {
        try (RawClient client = RawClient.to(port)) {
            return client.readTo("\n").strip();
        }
    }

    /** By an end or by a reset. */
    private static boolean isOver(RawClient client) throws IOException {
        try {
            return client.isClosedByServer();
        } catch (SocketException reset) {
            return true;
        }
    }

    private StreamRecord lastRecord() {
        await().atMost(PATIENCE).until(() -> !plane.records().isEmpty());
        return plane.records().getLast();
    }

    @Nested
    class AConnection {

        @Test
        void carriesOctetsBothWaysUntilBothHalvesHaveEnded() throws IOException {
            try (OctetServer one = OctetServer.echo("one")) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));

                try (RawClient client = RawClient.to(port)) {
                    client.send("hello ").send("there");
                    client.endOutput();
                    assertThat(client.readAll()).isEqualTo("one\nhello there");
                }
                StreamRecord record = lastRecord();
                assertThat(record.end()).isEqualTo(StreamEnd.DONE);
                assertThat(record.octets()).isEqualTo(new StreamRecord.Count(11, 15));
                assertThat(record.client()).isEqualTo("127.0.0.1");
                assertThat(String.valueOf(record.route())).contains("shop/r");
                assertThat(record.endpoint()).hasToString("127.0.0.1:" + one.port());
            }
        }

        @Test
        void whoseBackendEndsItsHalfStillSends() throws Exception {
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (OctetServer one = new OctetServer(client -> {
                client.getOutputStream().write("bye\n".getBytes(US_ASCII));
                client.shutdownOutput();
                received.add(new String(client.getInputStream().readAllBytes(), US_ASCII));
            })) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));

                try (RawClient client = RawClient.to(port)) {
                    assertThat(client.readAll()).isEqualTo("bye\n");
                    client.send("not yet");
                    client.endOutput();
                    assertThat(received.take()).isEqualTo("not yet");
                }
                assertThat(lastRecord().end()).isEqualTo(StreamEnd.DONE);
            }
        }

        @Test
        void isNoFasterThanItsReader() throws IOException {
            var written = new AtomicLong();
            try (OctetServer one = new OctetServer(client -> {
                byte[] part = new byte[1 << 16];
                while (written.get() < FAR_MORE_THAN_FITS) {
                    client.getOutputStream().write(part);
                    written.addAndGet(part.length);
                }
            })) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));

                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    await().atMost(PATIENCE)
                            .during(Duration.ofMillis(500))
                            .until(written::get, now -> now > 0 && now == written.get());
                    assertThat(written).hasValueLessThan(FAR_MORE_THAN_FITS / 4);
                    client.getInputStream().skipNBytes(FAR_MORE_THAN_FITS);
                }
            }
        }

        @Test
        void thatTheClientBreaksOffEndsAtTheBackend() throws IOException {
            try (OctetServer one = OctetServer.echo("one")) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));

                try (RawClient client = RawClient.to(port)) {
                    client.readTo("\n");
                    client.reset();
                }
                assertThat(lastRecord().end()).isEqualTo(StreamEnd.CLIENT_GONE);
            }
        }

        @Test
        void thatTheBackendBreaksOffEndsAtTheClient() throws IOException {
            try (OctetServer one = new OctetServer(client -> {
                client.getInputStream().read();
                client.setSoLinger(true, 0);
            })) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));

                try (RawClient client = RawClient.to(port)) {
                    client.send("x");
                    assertThat(isOver(client)).isTrue();
                }
                assertThat(lastRecord().end()).isEqualTo(StreamEnd.BACKEND_GONE);
            }
        }
    }

    @Nested
    class Weights {

        @Test
        void areSharesOfTheConnections() throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    OctetServer two = OctetServer.echo("two");
                    OctetServer none = OctetServer.echo("none")) {
                plane.tcp(route(
                        "r",
                        share(70, backend("one", one.port())),
                        share(30, backend("two", two.port())),
                        share(0, backend("none", none.port()))));

                Map<String, Integer> counts = new TreeMap<>();
                for (int i = 0; i < 400; i++) {
                    counts.merge(greeting(), 1, Integer::sum);
                }
                // 280 are to be expected, with a standard deviation of 9.
                assertThat(counts).containsOnlyKeys("one", "two");
                assertThat(counts.get("one")).isBetween(225, 335);
            }
        }

        @Test
        void ofAnUnusableBackendAreRefused() throws IOException {
            plane.tcp(route("r", broken()));

            assertRefused(StreamEnd.NO_BACKEND);
            assertThat(plane.records().getLast().why()).isEqualTo("BackendNotFound: there is no Service");
        }
    }

    @Nested
    class AnEndpoint {

        @Test
        void thatCannotBeReachedIsPassedOver() throws IOException {
            int closed = FreePorts.next();
            try (OctetServer one = OctetServer.echo("one")) {
                plane.tcp(route("r", share(1, backend("one", closed, one.port()))));

                for (int i = 0; i < 20; i++) {
                    assertThat(greeting()).isEqualTo("one");
                }
            }
        }

        @Test
        void thatIsTheOnlyOneAndCannotBeReachedRefuses() throws IOException {
            plane.tcp(route("r", share(1, backend("one", FreePorts.next()))));

            assertRefused(StreamEnd.CONNECT_FAILED);
        }

        @Test
        void isNeeded() throws IOException {
            plane.tcp(route("r", share(1, backend("one"))));

            assertRefused(StreamEnd.NO_ENDPOINT);
        }
    }

    private void assertRefused(StreamEnd end) throws IOException {
        try (RawClient client = RawClient.to(port)) {
            assertThat(isOver(client)).isTrue();
        }
        assertThat(lastRecord().end()).isEqualTo(end);
        await().atMost(PATIENCE).until(() -> plane.connections() == 0);
    }

    @Nested
    class Routes {

        @Test
        void ofWhichOneIsTheOldestAreItsAlone() throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    OctetServer two = OctetServer.echo("two")) {
                plane.tcp(
                        route("a-younger", 1, List.of(""), share(1, backend("two", two.port()))),
                        route("b-older", 2, List.of(""), share(1, backend("one", one.port()))));

                for (int i = 0; i < 10; i++) {
                    assertThat(greeting()).isEqualTo("one");
                }
            }
        }

        @Test
        void areNeeded() throws IOException {
            plane.tcp();

            assertRefused(StreamEnd.NO_ROUTE);
        }

        /** What has begun is nobody else's business. */
        @Test
        void thatChangeLeaveConnectionsAsTheyAre() throws IOException {
            try (OctetServer one = OctetServer.echo("one");
                    OctetServer two = OctetServer.echo("two")) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));
                try (RawClient before = RawClient.to(port)) {
                    assertThat(before.readTo("\n")).isEqualTo("one\n");

                    plane.tcp(route("r", share(1, backend("two", two.port()))));
                    assertThat(greeting()).isEqualTo("two");
                    plane.tcp();

                    before.send("still\n");
                    assertThat(before.readTo("\n")).isEqualTo("still\n");
                }
            }
        }
    }

    /** Established ones go on, and no new one fails. */
    @Test
    void flipsOfARouteCostNoConnection() throws Exception {
        try (OctetServer one = OctetServer.echo("one");
                OctetServer two = OctetServer.echo("two")) {
            Route toOne = route("r", share(1, backend("one", one.port())));
            Route toTwo = route("r", share(1, backend("two", two.port())));
            plane.tcp(toOne);
            List<RawClient> established = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RawClient client = RawClient.to(port);
                assertThat(client.readTo("\n")).isEqualTo("one\n");
                established.add(client);
            }
            var over = new AtomicBoolean();
            CompletableFuture<Set<String>> greetings = CompletableFuture.supplyAsync(() -> {
                Set<String> heard = new TreeSet<>();
                while (!over.get()) {
                    try {
                        heard.add(greeting());
                    } catch (IOException e) {
                        heard.add(e.toString());
                    }
                }
                return heard;
            });
            for (int flip = 0; flip < 300; flip++) {
                plane.tcp(flip % 2 == 0 ? toTwo : toOne);
            }
            over.set(true);

            assertThat(greetings.get()).isSubsetOf("one", "two");
            for (RawClient client : established) {
                client.send("still\n");
                assertThat(client.readTo("\n")).isEqualTo("still\n");
                client.close();
            }
        }
    }

    @Nested
    class AClosedSocket {

        @Test
        void letsItsConnectionsEndWithinTheDrainTimeout() throws IOException {
            try (OctetServer one = OctetServer.echo("one")) {
                plane.tcp(route("r", share(1, backend("one", one.port()))));
                try (RawClient ends = RawClient.to(port);
                        RawClient stays = RawClient.to(port)) {
                    ends.readTo("\n");
                    stays.readTo("\n");

                    plane.serve(List.of());

                    ends.send("last words");
                    ends.endOutput();
                    assertThat(ends.readAll()).isEqualTo("last words");
                    assertThat(isOver(stays)).isTrue();
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(plane.records())
                                .extracting(StreamRecord::end)
                                .containsExactly(StreamEnd.DONE, StreamEnd.DRAINED));
            }
        }
    }

    @Nested
    class IdleTime {

        @Test
        void isLimited() throws IOException {
            ListenSettings usual = Edge.settings(Duration.ofMillis(50), DRAIN);
            ListenSettings hasty = new ListenSettings(
                    usual.h2c(),
                    usual.streams(),
                    usual.tlsLibrary(),
                    usual.ceilings(),
                    usual.timeouts(),
                    usual.connections(),
                    new ListenSettings.Quiet(Duration.ofMillis(200)),
                    usual.requests(),
                    usual.flows(),
                    usual.proxies());
            int own = FreePorts.next();
            try (OctetServer one = OctetServer.echo("one");
                    StreamPlane other = new StreamPlane(hasty, transport, own)) {
                other.tcp(route("r", share(1, other.backend("one", Use.STREAM, one.port()))));
                try (RawClient client = RawClient.to(own)) {
                    client.readTo("\n");
                    assertThat(isOver(client)).isTrue();
                }
                await().atMost(PATIENCE).until(() -> !other.records().isEmpty());
                assertThat(other.records().getFirst().end()).isEqualTo(StreamEnd.IDLE);
            }
        }
    }
}

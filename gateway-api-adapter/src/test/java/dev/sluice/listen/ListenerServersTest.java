package dev.sluice.listen;

import static dev.sluice.listen.Edge.http;
import static dev.sluice.listen.Edge.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.tls.Certificate;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

@ExtendWith(LeakDetection.class)
class ListenerServersTest {

    private final Sinks.Empty<Void> backend = Sinks.empty();
    private final AtomicReference<Executor> loop = new AtomicReference<>(Runnable::run);
    private final CountDownLatch running = new CountDownLatch(1);
    private final int port = FreePorts.next();
    private ListenerServers servers = servers(Duration.ofSeconds(20), Duration.ofSeconds(20));

    @AfterEach
    void closeAll() {
        backend.tryEmitEmpty();
        servers.close();
    }

    @Nested
    class Opening {

        @Test
        void openSocketAnswersAndKnowsItself() throws IOException {
            assertThat(servers.open(List.of(http("a", port))))
                    .containsEntry(id("a"), new SocketState.Open(List.of(new BindAddress("127.0.0.1", port))));

            try (RawClient connection = RawClient.to(port)) {
                assertThat(connection.get()).contains("200 OK", "default/a:80 null");
                assertThat(servers.connections(id("a"))).isOne();
            }
            await().until(() -> servers.connections(id("a")) == 0);
        }

        @Test
        void portInUseIsAStateWithCauseAndRemedyAndIsTriedAgain() throws IOException {
            try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(closedMessage(http("a", port)))
                        .contains("port " + port + " on 127.0.0.1 is in use by another process: stop it");
                assertThat(other.isBound()).isTrue();
            }

            servers.open(List.of(http("a", port)));

            assertThat(answersAt(port)).isTrue();
        }

        @Test
        void closedSocketIsTriedByItselfAndTheOthersAreNotTouched() throws IOException {
            int second = FreePorts.next();
            try (ServerSocket other = new ServerSocket(second, 1, InetAddress.getLoopbackAddress())) {
                servers.open(List.of(http("a", port), http("b", second)));
                assertThat(servers.openClosed().get(id("b"))).isInstanceOf(SocketState.Closed.class);
                assertThat(other.isBound()).isTrue();
            }
            try (RawClient connection = RawClient.to(port)) {
                connection.get();

                assertThat(servers.openClosed().values()).hasSize(2).allMatch(SocketState.Open.class::isInstance);

                assertThat(answersAt(second)).isTrue();
                assertThat(connection.get()).contains("default/a:80").doesNotContain("connection: close");
            }
        }

        @Test
        void socketWithOneBadAddressOpensNone() throws IOException {
            ListenerSocket partly = http("a", FreePorts.next(), port);
            try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(closedMessage(partly)).contains("port " + other.getLocalPort());
            }
            assertThat(answersAt(partly.addresses().getFirst().port())).isFalse();
        }

        @Test
        void addressOfAnotherMachineIsNamed() {
            ListenerSocket socket = http("a", port);
            ListenerSocket elsewhere = new ListenerSocket(
                    socket.id(), List.of(new BindAddress("192.0.2.1", port)), socket.protocol(), socket.listeners());

            assertThat(closedMessage(elsewhere)).contains("this machine has no such address");
        }

        @Test
        void secondGatewayOnOneAddressHearsWhoHasIt() {
            assertThat(servers.open(List.of(http("a", port), http("b", port))).get(id("b")))
                    .isInstanceOfSatisfying(
                            SocketState.Closed.class,
                            closed -> assertThat(closed.message()).contains("in use by Gateway default/a:80"));
        }

        private String closedMessage(ListenerSocket socket) {
            SocketState state = servers.open(List.of(socket)).get(socket.id());
            return state instanceof SocketState.Closed closed ? closed.message() : "not closed: " + state;
        }
    }

    @Nested
    class Keeping {

        /** These have all routes of that time. */
        @ParameterizedTest
        @EnumSource
        void anOpenSocketKeepsNoneOfTheListenersThatItWasOpenedFor(SocketProtocol protocol) {
            Certificate certificate = TestCertificates.certificate("a", "a.test");
            WeakReference<Listener> former = opened(protocol, certificate);

            servers.prepare(List.of(socket(protocol, certificate)));
            assertThat(opened(protocol, certificate).get()).isNotSameAs(former.get());
            servers.retain(Set.of(id("a")));

            await().until(() -> {
                System.gc();
                return former.get() == null;
            });
        }

        private WeakReference<Listener> opened(SocketProtocol protocol, Certificate certificate) {
            ListenerSocket socket = socket(protocol, certificate);
            assertThat(servers.open(List.of(socket)).get(id("a"))).isInstanceOf(SocketState.Open.class);
            return new WeakReference<>(socket.listeners().getFirst());
        }

        private ListenerSocket socket(SocketProtocol protocol, Certificate certificate) {
            return new ListenerSocket(
                    id("a"),
                    List.of(new BindAddress("127.0.0.1", port)),
                    protocol,
                    List.of(Edge.listener("a", "all", "", certificate)));
        }

        @Test
        void otherSocketsComingAndGoingDoNotTouchAConnection() throws IOException {
            int second = FreePorts.next();
            servers.open(List.of(http("a", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.get();
                servers.open(List.of(http("a", port), http("b", second)));
                assertThat(answersAt(second)).isTrue();
                assertThat(connection.get()).contains("default/a:80").doesNotContain("connection: close");

                servers.open(List.of(http("a", port)));
                servers.retain(Set.of(id("a")));
                assertThat(answersAt(second)).isFalse();
                assertThat(connection.get()).contains("default/a:80").doesNotContain("connection: close");
            }
        }

        @Test
        void socketThatIsNotWantedServesUntilItIsNotRetained() {
            servers.open(List.of(http("a", port)));
            servers.open(List.of());
            assertThat(answersAt(port)).isTrue();

            servers.retain(Set.of());
            assertThat(answersAt(port)).isFalse();
        }

        @Test
        void addressMovesToAnotherGatewayInOneStep() throws IOException {
            servers.open(List.of(http("a", port)));
            try (RawClient before = RawClient.to(port)) {
                before.get();
                assertThat(servers.open(List.of(http("b", port))).get(id("b"))).isInstanceOf(SocketState.Open.class);
                assertThat(before.get()).contains("default/a:80", "connection: close");
            }
            try (RawClient after = RawClient.to(port)) {
                assertThat(after.get()).contains("default/b:80");
            }
        }

        @Test
        void addressesOfASocketChange() {
            int second = FreePorts.next();
            servers.open(List.of(http("a", port)));
            servers.open(List.of(http("a", port, second)));

            assertThat(answersAt(port)).isTrue();
            assertThat(answersAt(second)).isTrue();
        }
    }

    @Nested
    class Draining {

        @Test
        void runningRequestEndsAndItsClientIsToldToGo() throws Exception {
            servers.open(List.of(http("slow", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
                servers.retain(Set.of());
                assertThat(answersAt(port)).isFalse();

                loop.get().execute(backend::tryEmitEmpty);

                assertThat(connection.answer()).contains("200 OK", "connection: close", "default/slow:80");
                assertThat(connection.isClosedByServer()).isTrue();
            }
        }

        @Test
        void nextRequestOfAKeptConnectionIsItsLast() throws IOException {
            servers.open(List.of(http("a", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.get();
                servers.retain(Set.of());

                assertThat(connection.get()).contains("200 OK", "connection: close");
                assertThat(connection.isClosedByServer()).isTrue();
            }
        }

        @Test
        void quietConnectionIsClosed() throws IOException {
            replace(Duration.ofMillis(50), Duration.ofSeconds(20));
            servers.open(List.of(http("a", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.get();
                servers.retain(Set.of());

                assertThat(connection.isClosedByServer()).isTrue();
            }
        }

        @Test
        void requestThatRunsTooLongIsCutOff() throws Exception {
            replace(Duration.ofMillis(50), Duration.ofMillis(200));
            servers.open(List.of(http("slow", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
                servers.retain(Set.of());

                assertThat(connection.isClosedByServer()).isTrue();
            }
        }

        @Test
        void http2StreamEndsBeforeItsConnectionCloses() throws Exception {
            servers.open(List.of(http("slow", port)));
            ConnectionProvider pool = ConnectionProvider.create("test");
            var answer = h2c(pool)
                    .get()
                    .uri("/")
                    .responseContent()
                    .aggregate()
                    .asString()
                    .toFuture();
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            servers.retain(Set.of());

            backend.tryEmitEmpty();

            assertThat(answer.get(10, TimeUnit.SECONDS)).contains("default/slow:80");
            servers.close();
            pool.dispose();
        }

        @Test
        void closingEverythingWaitsForTheLastRequest() throws Exception {
            servers.open(List.of(http("slow", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
                Thread closing = Thread.startVirtualThread(servers::close);
                await().until(() -> !accepts(port));
                assertThat(closing.isAlive()).isTrue();

                backend.tryEmitEmpty();

                assertThat(connection.answer()).contains("200 OK");
                assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Nested
    class ConnectionsThatTheKernelHasAccepted {

        private final CountDownLatch resumed = new CountDownLatch(1);

        /** With io_uring the kernel hands over itself what it has accepted. */
        @BeforeEach
        void withoutIoUring() {
            assumeThat(Transport.EPOLL.isAvailable()).isTrue();
            servers.close();
            servers = servers(Duration.ofSeconds(20), Duration.ofSeconds(20), Transport.EPOLL);
        }

        /** No event loop does anything any more until it is let go. */
        private void holdLoops() {
            servers.loops()
                    .onServer(true)
                    .forEach(each -> each.execute(() -> {
                        try {
                            assertThat(resumed.await(20, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }

        @Test
        void areServedThoughTheirSocketIsClosedBeforeALoopTakesThem() throws Exception {
            servers.open(List.of(http("a", port)));
            holdLoops();
            List<RawClient> clients = new ArrayList<>();
            try {
                // More than a loop takes at once.
                for (int i = 0; i < 50; i++) {
                    clients.add(RawClient.to(port));
                    clients.getLast().send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                }
                Thread closing = Thread.ofPlatform().start(servers::drain);
                await().until(() -> closing.getState() == Thread.State.WAITING);

                resumed.countDown();

                for (RawClient client : clients) {
                    assertThat(client.answer()).contains("200 OK");
                }
                assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            } finally {
                resumed.countDown();
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }

        @Test
        void areWaitedForNoLongerThanClientsGoOnToConnect() throws Exception {
            servers.open(List.of(http("a", port)));
            var isOver = new AtomicBoolean();
            var connected = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> connectUntil(isOver, connected));
            try {
                assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();

                Thread closing = Thread.ofPlatform().daemon().start(servers::drain);

                assertThat(closing.join(Duration.ofSeconds(15))).isTrue();
            } finally {
                isOver.set(true);
            }
        }

        private void connectUntil(AtomicBoolean isOver, CountDownLatch connected) {
            while (!isOver.get()) {
                try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    connected.countDown();
                } catch (IOException refused) {
                    return;
                }
            }
        }
    }

    @Nested
    class Protocols {

        @Test
        void http2IsSpokenByPriorKnowledge() {
            servers.open(List.of(http("a", port)));
            ConnectionProvider pool = ConnectionProvider.create("test");

            String version = h2c(pool)
                    .get()
                    .uri("/")
                    .response()
                    .map(response -> response.version().text())
                    .block(Duration.ofSeconds(10));

            assertThat(version).isEqualTo("HTTP/2.0");
            pool.dispose();
        }

        @Test
        void upgradeToHttp2IsNotTaken() throws IOException {
            servers.open(List.of(http("a", port)));
            try (RawClient connection = RawClient.to(port)) {
                connection.send("""
                        GET / HTTP/1.1\r
                        Host: a.test\r
                        Connection: Upgrade, HTTP2-Settings\r
                        Upgrade: h2c\r
                        HTTP2-Settings: AAMAAABkAAQAAP__\r
                        \r
                        """);

                assertThat(connection.answer()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    private void replace(Duration quiet, Duration drain) {
        servers.close();
        servers = servers(quiet, drain);
    }

    private ListenerServers servers(Duration quiet, Duration drain) {
        return servers(quiet, drain, Transport.AUTO);
    }

    private ListenerServers servers(Duration quiet, Duration drain, Transport transport) {
        return new ListenerServers(
                Edge.settings(quiet, drain),
                new EventLoops(transport),
                this::handle,
                new StreamServing(),
                StreamRecorder.NONE);
    }

    /** The Gateway {@code slow} answers when the test says so. */
    private void handle(ClientStream stream) {
        if (!stream.connection().port().parent().name().equals("slow")) {
            Edge.tell(stream);
            return;
        }
        stream.observe(new Edge.Quiet());
        loop.set(stream.connection().loop());
        running.countDown();
        backend.asMono()
                .doFinally(_ -> stream.connection().loop().execute(() -> Edge.tell(stream)))
                .subscribe();
    }

    private HttpClient h2c(ConnectionProvider pool) {
        return HttpClient.create(pool)
                .protocol(HttpProtocol.H2C)
                .host("127.0.0.1")
                .port(port);
    }

    private static boolean accepts(int port) {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answersAt(int port) {
        try (RawClient connection = RawClient.to(port)) {
            return connection.get().contains("200 OK");
        } catch (SocketException refused) {
            // Or reset: the kernel may still take a connection that nobody accepts any more.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

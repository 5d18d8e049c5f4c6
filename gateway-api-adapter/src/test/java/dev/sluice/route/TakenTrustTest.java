package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.TlsClient.connect;
import static dev.sluice.route.TlsClient.get;
import static dev.sluice.route.TlsClient.status;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work without end is under way when the trust by which its client was accepted is taken away, or grows. */
@ExtendWith(LeakDetection.class)
class TakenTrustTest {

    private static final Duration DRAIN = Duration.ofMillis(800);
    private static final ClientPki PKI = new ClientPki();
    private static final ClientValidation BOTH = PKI.validation(Mode.REQUIRED);
    private static final ClientValidation FIRST = ClientPki.validation(Mode.REQUIRED, PKI.issuer());
    private static final BackendId OCTETS = new BackendId("test", "octets", 1883, Use.STREAM);

    private static final RawBackend WEB = new RawBackend(TakenTrustTest::serve);
    private static final RawBackend STREAM = new RawBackend(peer -> drip(peer, "x"));

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    private static long version;

    @BeforeAll
    static void start() {
        gateway = DataPlaneFixture.with(LaneSetting.NATIVE, "--sluice.listen.drain-timeout=" + DRAIN.toMillis() + "ms");
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        WEB.close();
        STREAM.close();
    }

    private static void serve(Peer peer) throws IOException, InterruptedException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            if (head.contains("/short")) {
                peer.write(RawBackend.OK);
            } else if (head.contains("websocket")) {
                peer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                drip(peer, "x");
            } else {
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                drip(peer, "1\r\nx\r\n");
            }
        }
    }

    /** Until the gateway closes the connection. */
    private static void drip(Peer peer, String octets) throws IOException, InterruptedException {
        while (true) {
            peer.write(octets);
            Thread.sleep(10);
        }
    }

    enum Work {
        DOWNLOAD,
        WEBSOCKET,
        HTTP2,
        OCTETS;

        String host(String listener) {
            return (this == OCTETS ? "mqtt-" : "web-") + listener + ".example.com";
        }

        Flow begin(SSLContext client, String listener) throws IOException {
            String host = host(listener);
            return switch (this) {
                case DOWNLOAD -> octets(client, host, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                case WEBSOCKET ->
                    octets(
                            client,
                            host,
                            "GET / HTTP/1.1\r\nHost: " + host
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                case OCTETS -> octets(client, host, "");
                case HTTP2 -> http2(client, host);
            };
        }

        private static Flow octets(SSLContext context, String host, String request) throws IOException {
            RawClient client = connect(context, gateway.dataPort, null, host).send(request);
            if (!request.isEmpty()) {
                client.readTo("\r\n\r\n");
            }
            return new Flow(client, () -> {
                if (client.isClosedByServer()) {
                    throw new EOFException();
                }
            });
        }

        private static Flow http2(SSLContext context, String host) throws IOException {
            FrameClient client = TlsClient.connectHttp2(context, gateway.dataPort, host);
            byte[] head = FrameClient.block(":method", "GET", ":scheme", "https", ":path", "/", ":authority", host);
            client.frame(HEADERS, END_STREAM | END_HEADERS, 1, head).await(HEADERS, 1);
            return new Flow(client, () -> {
                FrameClient.Frame frame = client.read();
                while (frame != null && frame.type() != DATA && frame.type() != RST_STREAM) {
                    frame = client.read();
                }
                if (frame == null || frame.type() == RST_STREAM) {
                    throw new EOFException();
                }
            });
        }
    }

    @FunctionalInterface
    interface Read {
        void more() throws IOException;
    }

    /** What a client is receiving. */
    record Flow(AutoCloseable client, Read read) implements AutoCloseable {

        void moves() throws IOException {
            for (int i = 0; i < 20; i++) {
                read.more();
            }
        }

        /** How long it lasts. */
        Duration end() {
            long start = System.nanoTime();
            try {
                while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
                    read.more();
                }
            } catch (IOException ended) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
            throw new AssertionError("It has no end");
        }

        @Override
        public void close() throws IOException {
            try {
                client.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Serves Listeners of which all but "kept" ask for this. */
    private static void apply(@Nullable ClientValidation asked) {
        apply(
                listener("web-shop", asked, ListenerMode.HTTP),
                listener("web-kept", BOTH, ListenerMode.HTTP),
                listener("mqtt-shop", asked, ListenerMode.STREAM),
                listener("mqtt-kept", BOTH, ListenerMode.STREAM));
    }

    private static void apply(Listener... listeners) {
        gateway.apply(new GatewayConfig(
                ++version,
                List.of(TlsClient.socket("gw", gateway.dataPort, listeners)),
                List.of(
                        new Backend(Configs.BACKEND, BackendProtocol.HTTP, List.of(WEB.endpoint()), List.of()),
                        new Backend(OCTETS, BackendProtocol.STREAM, List.of(STREAM.endpoint()), List.of()))));
    }

    private static Listener listener(String name, @Nullable ClientValidation asked, ListenerMode mode) {
        Route route = mode == ListenerMode.HTTP ? route(name, "/") : octets(name);
        Listener http = TlsClient.listener("gw", name, name + ".example.com", asked, route);
        return new Listener(http.id(), http.hostname(), http.certificates(), asked, List.of(route), null, mode);
    }

    private static Route octets(String name) {
        var id = new RouteId("TLSRoute", "test", name);
        var all = new WeightedBackend(1, new WeightedBackend.Target.Resolved(OCTETS), List.of());
        var rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(),
                List.of(),
                Timeouts.NONE,
                null,
                new RuleAction.Forward(List.of(all)));
        return new Route(id, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule));
    }

    private static Flow begin(Work work, Client client, String listener) throws IOException {
        Flow flow = work.begin(PKI.context(client), listener);
        flow.moves();
        return flow;
    }

    @ParameterizedTest
    @EnumSource
    void anIssuerThatIsTakenOutEndsTheWorkOfItsClientsAndOfNoOthers(Work work) throws IOException {
        apply(BOTH);
        try (Flow taken = begin(work, Client.OF_SECOND_ISSUER, "shop");
                Flow remaining = begin(work, Client.RIGHT, "shop");
                Flow neighbour = begin(work, Client.OF_SECOND_ISSUER, "kept")) {
            apply(FIRST);

            assertThat(taken.end()).isGreaterThan(DRAIN.dividedBy(2)).isLessThan(DRAIN.multipliedBy(8));
            apply(FIRST);
            remaining.moves();
            neighbour.moves();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateThatIsAskedForFromNowOnEndsTheWorkOfAllWhoWereNotAsked(Work work) throws IOException {
        apply((ClientValidation) null);
        try (Flow unasked = begin(work, Client.RIGHT, "shop")) {
            apply(BOTH);

            assertThat(unasked.end()).isLessThan(DRAIN.multipliedBy(8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerThatIsDeletedEndsItsWork(Work work) throws IOException {
        apply(BOTH);
        try (Flow orphan = begin(work, Client.RIGHT, "shop")) {
            apply(listener("web-kept", BOTH, ListenerMode.HTTP));

            assertThat(orphan.end()).isLessThan(DRAIN.multipliedBy(8));
        }
    }

    /** The first issuer is always among those that are trusted. */
    @Test
    void aClientThatEachTrustAcceptsKeepsItsConnection() throws Exception {
        apply(BOTH);
        AtomicBoolean stopped = new AtomicBoolean();
        var asking = new FutureTask<>(() -> {
            int served = 0;
            try (RawClient client =
                    connect(PKI.context(Client.RIGHT), gateway.dataPort, null, "web-shop.example.com")) {
                while (!stopped.get()) {
                    String answer = get(client, "web-shop.example.com", "X: /short");
                    assertThat(status(answer)).as("%s", answer).isEqualTo(200);
                    assertThat(answer).doesNotContainIgnoringCase("connection: close");
                    served++;
                }
            }
            return served;
        });
        Thread.ofVirtual().start(asking);
        for (int i = 0; i < 40; i++) {
            apply(i % 2 == 0 ? FIRST : i % 4 == 1 ? BOTH : PKI.validation(Mode.INSECURE_FALLBACK));
        }
        stopped.set(true);

        assertThat(asking.get(20, TimeUnit.SECONDS)).isPositive();
    }
}

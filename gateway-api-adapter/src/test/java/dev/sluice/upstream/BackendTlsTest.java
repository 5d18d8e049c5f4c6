package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.message.RequestBody;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.RawHttp2.Frame;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Connections by a policy's TLS: what they share, how they change, and what is spoken on them. */
@ParameterizedClass
@EnumSource(names = {"JDK", "BORINGSSL"})
final class BackendTlsTest extends UpstreamFixture {

    private static final String HOST = "shop.example.com";
    private static final X509Bundle CA = Issuers.root("ca");
    private static final X509Bundle OTHER_CA = Issuers.root("other-ca");
    private static final X509Bundle SERVER = Issuers.issued(CA, HOST, "a.example.com");
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private final TlsLibrary library;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TlsTroubles.class);

    BackendTlsTest(TlsLibrary library) {
        this.library = library;
    }

    @BeforeEach
    void begin() {
        use(new UpstreamTls(library));
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
    }

    private static BackendTls tls(String... names) {
        return tls(Issuers.trust(CA), null, names);
    }

    private static BackendTls tls(Trust trust, @Nullable Certificate client, String... names) {
        List<SubjectName> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(new SubjectName(SubjectName.Type.HOSTNAME, name));
        }
        return new BackendTls(HOST, wanted, trust, client);
    }

    private static int status(UpstreamOutcome outcome) {
        return received(outcome).status().code();
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Nested
    final class Sharing {

        private final BackendId one = SHOP.showingFor("default/one");
        private final BackendId two = SHOP.showingFor("default/two");

        private Upstream to(BackendId id, BackendTls tls, RawBackend backend) {
            return serve(new Backend(id, BackendProtocol.HTTP, tls, List.of(backend.endpoint()), List.of()));
        }

        @Test
        void connectionIsNotSharedByTwoGateways() throws Exception {
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(status(exchange(to(one, tls(HOST), backend), get())))
                            .isEqualTo(200);
                    assertThat(status(exchange(to(two, tls(HOST), backend), get())))
                            .isEqualTo(200);
                }
                assertThat(backend.opened()).isEqualTo(2);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void sessionIsNotSharedByTwoProfiles(String version) throws Exception {
            TlsSockets sockets =
                    TlsSockets.of(SERVER, null, socket -> socket.setEnabledProtocols(new String[] {version}));
            try (RawBackend backend = new RawBackend(sockets, peer -> {
                peer.readHead();
                peer.write(CLOSING);
            })) {
                Upstream shop = to(one, tls(HOST), backend);
                Upstream other = to(two, tls("a.example.com"), backend);
                // The first request learns which version of HTTP the backend speaks, by a session of its own.
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                assertThat(status(exchange(other, get()))).isEqualTo(200);
                assertThat(backend.sessions().poll(20, TimeUnit.SECONDS))
                        .isNotEqualTo(backend.sessions().poll(20, TimeUnit.SECONDS));
                List<Long> ofShop = new ArrayList<>();
                List<Long> ofOther = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    assertThat(status(exchange(shop, get()))).isEqualTo(200);
                    ofShop.add(backend.sessions().poll(20, TimeUnit.SECONDS));
                    assertThat(status(exchange(other, get()))).isEqualTo(200);
                    ofOther.add(backend.sessions().poll(20, TimeUnit.SECONDS));
                }
                assertThat(backend.opened()).isEqualTo(8);
                assertThat(ofShop).containsOnly(ofShop.getFirst());
                assertThat(ofOther).containsOnly(ofOther.getFirst()).doesNotContain(ofShop.getFirst());
            }
        }

        /** A session of one profile would let the other in without a look at the certificate. */
        @Test
        void strangerIsRefusedAtAnAddressThatAnotherProfileUses() throws Exception {
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                assertThat(status(exchange(to(one, tls(HOST), backend), get()))).isEqualTo(200);
                assertThat(answer(exchange(to(two, tls("b.example.com"), backend), get())))
                        .isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(answer(exchange(to(two, tls(Issuers.trust(OTHER_CA), null, HOST), backend), get())))
                        .isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(backend.heads()).hasSize(1);
            }
        }
    }

    @Nested
    final class Changes {

        @Test
        void equalProfileKeepsConnections() throws Exception {
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                for (int i = 0; i < 3; i++) {
                    Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                    assertThat(status(exchange(shop, get()))).isEqualTo(200);
                }
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void otherProfileIsNotServedByConnectionsOfTheOneBefore() throws Exception {
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                serve(BackendProtocol.HTTP, tls(Issuers.trust(OTHER_CA), null, HOST), backend.endpoint());
                assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
            }
        }

        @Test
        void policyThatComesEndsClearText() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Upstream shop = serve(backend);
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(backend.heads()).hasSize(1);
            }
        }

        @Test
        void requestThatRunsEndsOnItsConnection() throws Exception {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch rotated = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(TlsSockets.of(SERVER), peer -> {
                while (peer.readHead()) {
                    if (peer.number() == 0) {
                        asked.countDown();
                        rotated.await();
                    }
                    peer.write(RawBackend.OK);
                }
            })) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                var running = start(shop, get());
                asked.await();
                serve(BackendProtocol.HTTP, tls("a.example.com"), backend.endpoint());
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                rotated.countDown();
                UpstreamOutcome ended = outcome(running);
                assertThat(status(ended)).isEqualTo(200);
                received(ended).body().discard();
                await().atMost(PATIENCE).until(() -> backend.open() == 1);
            }
        }

        @Test
        void rotationsUnderLoadFailNoRequest() throws Exception {
            AtomicBoolean rotating = new AtomicBoolean(true);
            AtomicInteger answered = new AtomicInteger();
            List<CompletableFuture<Void>> loads = new ArrayList<>();
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                for (int i = 0; i < 4; i++) {
                    UpstreamRequest request = on(loop(i % 2), HttpMethod.GET, "/", RequestBody.NONE);
                    loads.add(CompletableFuture.runAsync(() -> {
                        while (rotating.get()) {
                            assertThat(status(exchange(shop, request))).isEqualTo(200);
                            answered.incrementAndGet();
                        }
                    }));
                }
                for (int i = 0; i < 50; i++) {
                    Trust trust = i % 2 == 0 ? Issuers.trust(CA, OTHER_CA) : Issuers.trust(CA);
                    serve(BackendProtocol.HTTP, tls(trust, null, HOST), backend.endpoint());
                    int before = answered.get();
                    await().atMost(PATIENCE).until(() -> answered.get() > before + 8);
                }
                rotating.set(false);
                for (CompletableFuture<Void> load : loads) {
                    load.get(20, TimeUnit.SECONDS);
                }
                assertThat(backend.opened()).isGreaterThanOrEqualTo(50);
                await().atMost(PATIENCE).until(() -> backend.open() <= 4);
            }
        }
    }

    @Nested
    final class Http2 {

        private RawBackend backend(String... protocols) {
            return new RawBackend(TlsSockets.of(SERVER, null, socket -> choose(socket, protocols)), peer -> {
                answerByHttp2(peer);
            });
        }

        @Test
        void callsShareAConnection() throws Exception {
            try (RawBackend backend = backend("h2")) {
                Upstream shop = serve(BackendProtocol.H2C, tls(HOST), backend.endpoint());
                for (int i = 0; i < 3; i++) {
                    assertThat(status(exchange(shop, get()))).isEqualTo(200);
                }
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        /** The scheme by its number in the static table of HPACK, RFC 7541 appendix A. */
        @Test
        void schemeIsHttps() throws Exception {
            CompletableFuture<Byte> scheme = new CompletableFuture<>();
            try (RawBackend backend =
                    new RawBackend(TlsSockets.of(SERVER, null, socket -> choose(socket, "h2")), peer -> {
                        RawHttp2 wire = RawHttp2.greet(peer);
                        for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                            if (frame.ends()) {
                                scheme.complete(frame.payload().get(1));
                                wire.answer(frame.stream());
                            }
                        }
                    })) {
                Upstream shop = serve(BackendProtocol.H2C, tls(HOST), backend.endpoint());
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                assertThat(scheme.get(20, TimeUnit.SECONDS)).isEqualTo((byte) 0x87);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "http/1.1"})
        void backendThatDoesNotChooseItGetsNothing(String protocol) throws Exception {
            CompletableFuture<Integer> got = new CompletableFuture<>();
            String[] protocols = protocol.isEmpty() ? new String[0] : new String[] {protocol};
            try (RawBackend backend =
                    new RawBackend(TlsSockets.of(SERVER, null, socket -> choose(socket, protocols)), peer -> {
                        try {
                            got.complete(peer.in().read());
                        } catch (IOException refused) {
                            got.complete(-1);
                        }
                    })) {
                Upstream shop = serve(BackendProtocol.H2C, tls(HOST), backend.endpoint());
                assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
                assertThat(warnings())
                        .singleElement()
                        .asString()
                        .contains("Have the backend choose h2 by ALPN where it is sent gRPC");
            }
        }

        @Test
        void strangerIsRefused() throws Exception {
            try (RawBackend backend = backend("h2")) {
                Upstream shop = serve(BackendProtocol.H2C, tls("b.example.com"), backend.endpoint());
                assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(warnings())
                        .singleElement()
                        .asString()
                        .contains("its certificate is for shop.example.com, a.example.com, wanted is b.example.com");
                await().atMost(PATIENCE).until(() -> shop.view().open() == 0);
            }
        }

        @Test
        void backendThatWantsACertificateIsToldApart() throws Exception {
            try (RawBackend backend =
                    new RawBackend(TlsSockets.of(SERVER, OTHER_CA, socket -> choose(socket, "h2")), RawHttp2::greet)) {
                Upstream shop = serve(BackendProtocol.H2C, tls(HOST), backend.endpoint());
                var failed = failed(exchange(shop, get()));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TLS);
                assertThat(failed.progress()).isEqualTo(UpstreamOutcome.Progress.NOT_SENT);
                assertThat(warnings())
                        .singleElement()
                        .asString()
                        .contains("it does not accept the gateway without a valid certificate");
            }
        }
    }

    /** Requests of HTTPRoutes: the backend chooses the version, but for upgrades. */
    @Nested
    final class Choice {

        private List<CompletableFuture<@Nullable UpstreamOutcome>> burst(Upstream shop) {
            List<CompletableFuture<@Nullable UpstreamOutcome>> burst = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                burst.add(start(shop, get()));
            }
            return burst;
        }

        private void areAnswered(List<CompletableFuture<@Nullable UpstreamOutcome>> burst) throws Exception {
            for (CompletableFuture<@Nullable UpstreamOutcome> each : burst) {
                UpstreamOutcome outcome = outcome(each);
                assertThat(status(outcome)).isEqualTo(200);
                received(outcome).body().discard();
            }
        }

        @Test
        void firstRequestsShareAConnectionByHttp2() throws Exception {
            try (RawBackend backend = new RawBackend(
                    TlsSockets.of(SERVER, null, socket -> choose(socket, "h2", "http/1.1")),
                    BackendTlsTest::answerByHttp2)) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                areAnswered(burst(shop));
                areAnswered(burst(shop));
                assertThat(backend.opened()).isEqualTo(1);
                await().atMost(PATIENCE).until(() -> shop.view().running() == 0);
                assertThat(shop.view()).isEqualTo(new UpstreamView(SHOP, 1, 1, 0, 0, 1, 0));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "http/1.1"})
        void firstRequestsTakeAConnectionEachByHttp1(String protocol) throws Exception {
            String[] protocols = protocol.isEmpty() ? new String[0] : new String[] {protocol};
            try (RawBackend backend =
                    RawBackend.answering(TlsSockets.of(SERVER, null, socket -> choose(socket, protocols)))) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                areAnswered(burst(shop));
                await().atMost(PATIENCE).until(() -> shop.view().running() == 0);
                int opened = backend.opened();
                assertThat(opened).isBetween(1, 8);
                await().atMost(PATIENCE)
                        .until(() -> shop.view().equals(new UpstreamView(SHOP, opened, opened, 0, 0, 1, 0)));
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(opened);
            }
        }

        @Test
        void requestsThatWaitForOneOfFewConnectionsAreServedByHttp1() throws Exception {
            Limits limits = Limits.USUAL.withConnections(1);
            use(new Connector(limits.settings(), LOOPS, new UpstreamTls(library), AddressGuard.NONE), limits);
            try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                for (int i = 0; i < 20; i++) {
                    UpstreamRequest request = on(loop(i % 2), HttpMethod.GET, "/", RequestBody.NONE);
                    assertThat(status(exchange(shop, request))).isEqualTo(200);
                }
                areAnswered(burst(shop));
                await().atMost(PATIENCE).until(() -> shop.view().equals(new UpstreamView(SHOP, 1, 1, 0, 0, 1, 0)));
            }
        }

        @Test
        void upgradeIsAskedForByHttp1() throws Exception {
            try (RawBackend backend =
                    new RawBackend(TlsSockets.of(SERVER, null, socket -> choose(socket, "h2", "http/1.1")), peer -> {
                        if (peer.number() == 0) {
                            answerByHttp2(peer);
                        } else if (peer.readHead()) {
                            peer.write(SWITCHING);
                            peer.in().read();
                        }
                    })) {
                Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), backend.endpoint());
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                UpstreamOutcome upgraded = shop.exchange(upgrading("websocket"), Try.FIRST)
                        .blockOptional(PATIENCE)
                        .orElseThrow();
                assertThat(upgraded).isInstanceOf(UpstreamOutcome.Upgraded.class);
                ((UpstreamOutcome.Upgraded) upgraded).tunnel().close();
                assertThat(status(exchange(shop, get()))).isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(2);
            }
        }
    }

    /** A backend that would choose HTTP/2 is not offered it, so that upgrades and HTTP/1.1 share connections. */
    @Test
    void http11IsOfferedNothingElse() throws Exception {
        try (RawBackend backend =
                RawBackend.answering(TlsSockets.of(SERVER, null, socket -> choose(socket, "h2", "http/1.1")))) {
            Upstream shop = serve(BackendProtocol.HTTP11, tls(HOST), backend.endpoint());
            assertThat(status(exchange(shop, get()))).isEqualTo(200);
            assertThat(status(exchange(shop, get()))).isEqualTo(200);
            assertThat(backend.opened()).isEqualTo(1);
        }
    }

    private static void answerByHttp2(RawBackend.Peer peer) throws IOException {
        RawHttp2 wire = RawHttp2.greet(peer);
        for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
            if (frame.ends()) {
                wire.answer(frame.stream());
            }
        }
    }

    private static void choose(SSLServerSocket socket, String... protocols) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
    }

    @Test
    void wssIsSecuredByThePolicyWhereThereIsOne() throws Exception {
        try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
            assertThat(status(exchange(serve(BackendProtocol.WSS, tls(HOST), backend.endpoint()), get())))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com", "shop"})
    void serverNameIsThePolicys(String name) throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        TlsSockets sockets = TlsSockets.of(SERVER, null, socket -> {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                @Override
                public boolean matches(SNIServerName given) {
                    return asked.complete(new String(given.getEncoded(), StandardCharsets.US_ASCII));
                }
            }));
            socket.setSSLParameters(parameters);
        });
        try (RawBackend backend = RawBackend.answering(sockets)) {
            BackendTls named = new BackendTls(name, tls("a.example.com").names(), Issuers.trust(CA), null);
            assertThat(status(exchange(serve(BackendProtocol.HTTP, named, backend.endpoint()), get())))
                    .isEqualTo(200);
            assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(name);
        }
    }

    @Test
    void failuresOfManyRequestsAreOneLine() throws Exception {
        try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
            Upstream shop = serve(BackendProtocol.HTTP, tls("b.example.com"), backend.endpoint());
            for (int i = 0; i < 20; i++) {
                assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
            }
            assertThat(warnings()).hasSize(1);
        }
    }

    @Test
    void endpointWithoutTlsIsEjected() throws Exception {
        try (RawBackend stranger = RawBackend.answering(TlsSockets.of(Issuers.issued(OTHER_CA, HOST)));
                RawBackend well = RawBackend.answering(TlsSockets.of(SERVER))) {
            Upstream shop = serve(BackendProtocol.HTTP, tls(HOST), stranger.endpoint(), well.endpoint());
            await().atMost(PATIENCE).until(() -> {
                exchange(shop, get());
                return shop.view().ejected() == 1;
            });
        }
    }

    @Test
    void handshakeTakesNoLongerThanAConnect() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = new Endpoint("127.0.0.1", silent.getLocalPort());
            assertThat(answer(exchange(serve(BackendProtocol.HTTP, tls(HOST), endpoint), get())))
                    .isEqualTo(Answer.UPSTREAM_TLS);
            assertThat(warnings()).singleElement().asString().contains("the handshake was not done in time");
        }
    }

    @Test
    void profileThatCannotBeUsedReachesNobody() throws Exception {
        Certificate broken = new Certificate("Secret default/client", "no chain", "no key");
        try (RawBackend backend = RawBackend.answering(TlsSockets.of(SERVER))) {
            Upstream shop = serve(BackendProtocol.HTTP, tls(Issuers.trust(CA), broken, HOST), backend.endpoint());
            assertThat(answer(exchange(shop, get()))).isEqualTo(Answer.UPSTREAM_TLS);
            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .contains("it is not set up: there is no CERTIFICATE block");
            assertThat(backend.opened()).isZero();
            await().atMost(PATIENCE).until(() -> shop.view().open() == 0);
        }
    }
}

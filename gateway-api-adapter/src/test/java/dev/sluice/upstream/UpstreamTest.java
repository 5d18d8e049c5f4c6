package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.balance.BalanceSettings;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;

final class UpstreamTest {

    private static final BackendId SHOP = new BackendId("default", "shop", 80);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MIB = 1024 * 1024;
    private static final LoopResources LOOPS = LoopResources.create("upstream-test", 2, true);
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

    private Upstreams upstreams = new Upstreams(settings(64, Duration.ZERO), LOOPS);

    @BeforeAll
    static void watchForLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + " " + records));
    }

    /** Lost buffers are reported when another is made after they were collected. */
    @AfterAll
    static void nothingLeaked() {
        for (int i = 0; i < 10; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.buffer().release();
        }
        ResourceLeakDetector.setLevel(LEVEL);
        ByteBufUtil.setLeakListener(null);
        LOOPS.dispose();
        assertThat(LEAKS).isEmpty();
    }

    @AfterEach
    void closePools() {
        upstreams.close();
    }

    @Nested
    final class Head {

        @Test
        void nothingIsAddedToTheHead() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                assertThat(backend.heads().take()).isEqualTo("GET / HTTP/1.1\r\nhost: shop\r\n\r\n");
                exchange(backend, HttpMethod.POST);
                assertThat(backend.heads().take()).isEqualTo("POST / HTTP/1.1\r\nhost: shop\r\n\r\n");
            }
        }

        @Test
        void targetIsSentByteForByte() throws Exception {
            String target = "//a|b^c%2F;d=1/%zz/{x}\"?q=[%20]&r=#";
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, request(HttpMethod.GET, target, BodyFraming.NONE, Flux.empty()));
                assertThat(backend.heads().take()).startsWith("GET " + target + " HTTP/1.1\r\n");
                exchange(backend, request(HttpMethod.OPTIONS, "*", BodyFraming.NONE, Flux.empty()));
                assertThat(backend.heads().take()).startsWith("OPTIONS * HTTP/1.1\r\n");
            }
        }

        @Test
        void connectionHeadersOfTheResponseAreRemoved() throws Exception {
            try (RawBackend backend = answering(String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Connection: keep-alive, X-Hop",
                    "Keep-Alive: timeout=5",
                    "X-Hop: 1",
                    "X-End: 2",
                    "Content-Length: 0",
                    "\r\n"))) {
                assertThat(received(exchange(backend, HttpMethod.GET)).headers().names())
                        .containsExactlyInAnyOrder("X-End", "Content-Length");
            }
        }

        @Test
        void interimResponseIsNotTheResponse() throws Exception {
            try (RawBackend backend = answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + RawBackend.OK)) {
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isEqualTo(200);
                assertThat(received(exchange(backend, HttpMethod.HEAD)).status().code())
                        .isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }
    }

    @Nested
    final class Streaming {

        @Test
        void bodyOfGetWaitsForTheBackendAndArrivesWhole() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            AtomicLong made = new AtomicLong();
            AtomicLong arrived = new AtomicLong();
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                gate.await();
                arrived.addAndGet(peer.in().readNBytes(64 * MIB).length);
                peer.write(RawBackend.OK);
            })) {
                UpstreamRequest request = request(HttpMethod.GET, "/", BodyFraming.LENGTH, octets(64L * MIB, made));
                request.headers().set("content-length", 64 * MIB);
                var outcome = serve(backend).exchange(request, Try.FIRST).toFuture();
                await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> made.get() > 0 && isStill(made));
                assertThat(made.get()).isLessThan(24L * MIB);
                gate.countDown();
                assertThat(received(outcome.get(20, TimeUnit.SECONDS)).status().code())
                        .isEqualTo(200);
                assertThat(arrived.get()).isEqualTo(64L * MIB);
            }
        }

        @Test
        void bodyWithoutLengthIsChunked() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, request(HttpMethod.DELETE, "/", BodyFraming.CHUNKED, text("abc")));
                assertThat(backend.heads().take()).contains("transfer-encoding: chunked\r\n");
                assertThat(backend.heads().take()).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
            }
        }

        @Test
        void firstPartArrivesBeforeTheLastIsMade() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                gate.await();
                peer.write("two");
            })) {
                Flux<String> parts =
                        received(exchangeUnread(backend)).body().content().map(UpstreamTest::take);
                String whole = parts.doOnNext(part -> gate.countDown())
                        .collectList()
                        .map(list -> String.join("", list))
                        .block(PATIENCE);
                assertThat(whole).isEqualTo("onetwo");
            }
        }

        @Test
        void stalledClientStallsTheBackend() throws Exception {
            AtomicLong written = new AtomicLong();
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + 256L * MIB + "\r\n\r\n");
                for (int i = 0; i < 256 * 16; i++) {
                    peer.out().write(new byte[MIB / 16]);
                    written.addAndGet(MIB / 16);
                }
            })) {
                BaseSubscriber<ByteBuf> client = new BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                        // Asks for nothing.
                    }
                };
                received(exchangeUnread(backend)).body().content().subscribe(client);
                await().atMost(PATIENCE)
                        .during(Duration.ofMillis(300))
                        .until(() -> written.get() > 0 && isStill(written));
                assertThat(written.get()).isLessThan(32L * MIB);
                client.cancel();
            }
        }

        @Test
        void cancelClosesTheConnection() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                peer.readHead();
            })) {
                assertThat(received(exchangeUnread(backend))
                                .body()
                                .content()
                                .map(UpstreamTest::take)
                                .blockFirst(PATIENCE))
                        .isEqualTo("one");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void cancelBeforeTheResponseClosesTheConnection() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.readHead();
            })) {
                Disposable client = serve(backend).exchange(get(), Try.FIRST).subscribe();
                assertThat(backend.heads().poll(20, TimeUnit.SECONDS)).isNotNull();
                client.dispose();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void brokenRequestBodyIsNotEndedCleanly() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Flux<ByteBuf> broken = text("abc").concatWith(Flux.error(new IOException("client gone")));
                UpstreamOutcome outcome = exchange(backend, request(HttpMethod.POST, "/", BodyFraming.CHUNKED, broken));
                assertThat(outcome).extracting(UpstreamTest::answer).isEqualTo(Answer.REQUEST_BROKEN);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                assertThat(backend.heads()).noneMatch(head -> head.contains("0\r\n\r\n"));
            }
        }
    }

    @Nested
    final class Failure {

        @Test
        void noEndpointIsAnsweredAtOnce() {
            assertThat(exchange(serve(), get()))
                    .extracting(UpstreamTest::answer)
                    .isEqualTo(Answer.NO_ENDPOINT);
        }

        @Test
        void refusedConnectionIsAnswered() throws Exception {
            assertThat(exchange(serve(deadEndpoint()), get()))
                    .extracting(UpstreamTest::answer)
                    .isEqualTo(Answer.UPSTREAM_CONNECT);
        }

        @Test
        void switchingProtocolsUnaskedIsAFault() throws Exception {
            try (RawBackend backend = answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")) {
                assertThat(exchange(backend, HttpMethod.GET))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @Test
        void whatIsNotHttpIsAFault() throws Exception {
            try (RawBackend backend = answering("220 mail.example.com ESMTP\r\n\r\n")) {
                assertThat(exchange(backend, HttpMethod.GET))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @Test
        void backendThatDiesInItsBodyBreaksTheBody() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
            })) {
                Flux<String> body =
                        received(exchangeUnread(backend)).body().content().map(UpstreamTest::take);
                assertThatThrownBy(() -> body.collectList().block(PATIENCE)).hasRootCauseInstanceOf(IOException.class);
            }
        }

        @Test
        void lateHeadIsATimeoutAndLateBodyIsNot() throws Exception {
            use(settings(64, Duration.ofMillis(200)));
            CountDownLatch never = new CountDownLatch(1);
            try (RawBackend late = new RawBackend(peer -> {
                        peer.readHead();
                        never.await();
                    });
                    RawBackend slow = new RawBackend(peer -> {
                        peer.readHead();
                        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                        never.await(500, TimeUnit.MILLISECONDS);
                        peer.write("end");
                    })) {
                assertThat(exchange(late, HttpMethod.GET))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_TIMEOUT);
                assertThat(received(exchangeUnread(slow))
                                .body()
                                .content()
                                .map(UpstreamTest::take)
                                .blockLast(PATIENCE))
                        .isEqualTo("end");
            }
        }

        @Test
        void headBeforeTheEndOfTheRequestStopsTheClockForGood() throws Exception {
            use(settings(64, Duration.ofMillis(200)));
            try (RawBackend early = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                peer.in().readNBytes(3);
                new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
                peer.write("end");
            })) {
                Sinks.Many<ByteBuf> upload = Sinks.many().unicast().onBackpressureBuffer();
                HttpHeaders headers =
                        new DefaultHttpHeaders().set("host", "shop").set("content-length", "3");
                var request =
                        request(HttpMethod.POST, "/", headers, RequestBody.of(BodyFraming.LENGTH, upload.asFlux()));
                Received received = received(
                        requireNonNull(serve(early).exchange(request, Try.FIRST).block(PATIENCE)));
                text("abc").doOnNext(upload::tryEmitNext).blockLast();
                upload.tryEmitComplete();

                assertThat(received.body().content().map(UpstreamTest::take).blockLast(PATIENCE))
                        .isEqualTo("end");
            }
        }

        @Test
        void fullPoolIsAnswered() throws Exception {
            use(settings(1, Duration.ZERO));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                gate.await();
                peer.write(RawBackend.OK);
            })) {
                Upstream upstream = serve(backend);
                var running = upstream.exchange(get(), Try.FIRST).toFuture();
                var waiting = upstream.exchange(get(), Try.FIRST).toFuture();
                assertThat(exchange(upstream, get()))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_FULL);
                assertThat(waiting.get(20, TimeUnit.SECONDS))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_FULL);
                gate.countDown();
                received(running.get(20, TimeUnit.SECONDS)).body().content().blockLast(PATIENCE);
            }
        }
    }

    @Nested
    final class KeptConnection {

        @Test
        void isUsedAgain() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Upstream upstream = serve(backend);
                for (int i = 0; i < 20; i++) {
                    exchange(upstream, get());
                }
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void requestThatMayHaveHadAnEffectIsNotRepeated() throws Exception {
            try (RawBackend backend = closingOnTheSecondRequest()) {
                exchange(backend, HttpMethod.GET);
                assertThat(exchange(backend, HttpMethod.POST))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_BROKEN);
                assertThat(backend.heads()).hasSize(2);
            }
        }

        @Test
        void freshConnectionThatClosesIsAFaultAndNotRepeated() throws Exception {
            try (RawBackend backend = new RawBackend(RawBackend.Peer::readHead)) {
                assertThat(exchange(backend, HttpMethod.GET))
                        .extracting(UpstreamTest::answer)
                        .isEqualTo(Answer.UPSTREAM_BROKEN);
                assertThat(backend.heads()).hasSize(1);
            }
        }

        private RawBackend closingOnTheSecondRequest() {
            return new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
            });
        }
    }

    @Nested
    final class Change {

        @Test
        void endpointThatStaysKeepsItsConnection() throws Exception {
            try (RawBackend stays = RawBackend.answering();
                    RawBackend other = RawBackend.answering()) {
                Upstream before = serve(stays);
                exchange(before, get());
                serve(stays.endpoint(), other.endpoint());
                Upstream after = serve(stays);
                exchange(after, get());
                assertThat(after).isSameAs(before);
                assertThat(stays.opened()).isEqualTo(1);
            }
        }

        @Test
        void removedEndpointFinishesItsExchangeAndIsClosedThen() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                gate.await();
                peer.write("two");
                peer.readHead();
            })) {
                StringBuilder body = new StringBuilder();
                var end = received(exchangeUnread(backend))
                        .body()
                        .content()
                        .map(UpstreamTest::take)
                        .doOnNext(body::append)
                        .then()
                        .toFuture();
                upstreams.update(List.of());
                upstreams.retain(List.of());
                await().atMost(PATIENCE).pollDelay(Duration.ofMillis(300)).until(() -> backend.open() == 1);
                gate.countDown();
                end.get(20, TimeUnit.SECONDS);
                assertThat(body).hasToString("onetwo");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void swapUnderLoadFailsNoRequest() throws Exception {
            try (RawBackend one = RawBackend.answering();
                    RawBackend two = RawBackend.answering()) {
                Upstream upstream = serve(one);
                AtomicLong answered = new AtomicLong();
                var load = Flux.range(0, 4000)
                        .flatMap(
                                i -> upstream.exchange(get(), Try.FIRST)
                                        .flatMap(outcome -> received(outcome)
                                                .body()
                                                .content()
                                                .then()
                                                .thenReturn(outcome)),
                                16)
                        .doOnNext(outcome -> answered.incrementAndGet())
                        .count()
                        .toFuture();
                for (int swap = 1; swap <= 100; swap++) {
                    long due = swap * 40L;
                    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> answered.get() >= due);
                    serve(swap % 2 == 0 ? one : two);
                }
                assertThat(load.get(20, TimeUnit.SECONDS)).isEqualTo(4000);
            }
        }
    }

    private static UpstreamSettings settings(int connections, Duration responseTimeout) {
        return new UpstreamSettings(
                connections,
                connections,
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                responseTimeout,
                Duration.ofMillis(100),
                Duration.ofHours(1),
                BalanceSettings.DEFAULTS);
    }

    private void use(UpstreamSettings settings) {
        upstreams.close();
        upstreams = new Upstreams(settings, LOOPS);
    }

    private Upstream serve(RawBackend backend) {
        return serve(backend.endpoint());
    }

    private Upstream serve(Endpoint... endpoints) {
        upstreams.update(List.of(new Backend(SHOP, BackendProtocol.HTTP, List.of(endpoints), List.of())));
        return upstreams.get(SHOP);
    }

    private UpstreamOutcome exchange(RawBackend backend, HttpMethod method) {
        return exchange(backend, request(method, "/", BodyFraming.NONE, Flux.empty()));
    }

    private UpstreamOutcome exchange(RawBackend backend, UpstreamRequest request) {
        return exchange(serve(backend), request);
    }

    /** Reads the body to its end, so that the connection is given back. */
    private static UpstreamOutcome exchange(Upstream upstream, UpstreamRequest request) {
        UpstreamOutcome outcome =
                requireNonNull(upstream.exchange(request, Try.FIRST).block(PATIENCE));
        if (outcome instanceof Received received) {
            received.body().content().doOnNext(ByteBuf::release).blockLast(PATIENCE);
        }
        return outcome;
    }

    private UpstreamOutcome exchangeUnread(RawBackend backend) {
        return requireNonNull(serve(backend).exchange(get(), Try.FIRST).block(PATIENCE));
    }

    private static Received received(UpstreamOutcome outcome) {
        assertThat(outcome).isInstanceOf(Received.class);
        return (Received) outcome;
    }

    private static UpstreamRequest get() {
        return request(HttpMethod.GET, "/", BodyFraming.NONE, Flux.empty());
    }

    private static UpstreamRequest request(HttpMethod method, String target, BodyFraming framing, Flux<ByteBuf> body) {
        HttpHeaders headers = new DefaultHttpHeaders().set("host", "shop");
        return request(method, target, headers, RequestBody.of(framing, body));
    }

    private static UpstreamRequest request(HttpMethod method, String target, HttpHeaders headers, RequestBody body) {
        EventLoop loop = LOOPS.onClient(true).next();
        return new UpstreamRequest(loop, method, target, headers, body, null, InterimReceiver.NONE, 0);
    }

    private static Answer answer(UpstreamOutcome outcome) {
        return ((Failed) outcome).answer();
    }

    private static RawBackend answering(String response) {
        return new RawBackend(peer -> {
            while (peer.readHead()) {
                peer.write(response);
            }
        });
    }

    private static Flux<ByteBuf> text(String text) {
        return Flux.defer(() -> Flux.just(
                PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII))));
    }

    private static Flux<ByteBuf> octets(long count, AtomicLong made) {
        int each = 64 * 1024;
        return Flux.range(0, (int) (count / each)).map(i -> {
            made.addAndGet(each);
            return PooledByteBufAllocator.DEFAULT.buffer(each).writeZero(each);
        });
    }

    private static String take(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    /** Whether the number is what it was at the call before. */
    private boolean isStill(AtomicLong number) {
        long now = number.get();
        boolean still = now == lastSeen;
        lastSeen = now;
        return still;
    }

    private long lastSeen = -1;

    private static Endpoint deadEndpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }
}

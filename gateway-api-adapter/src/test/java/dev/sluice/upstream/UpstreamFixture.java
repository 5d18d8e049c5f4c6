package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.testkit.FreePorts;
import dev.sluice.tls.TlsLibrary;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;

/** Exchanges with raw backends, on event loops that are the test's own. No buffer may be lost. */
abstract class UpstreamFixture {

    static final BackendId SHOP = new BackendId("default", "shop", 80);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int MIB = 1024 * 1024;
    static final LoopResources LOOPS = LoopResources.create("upstream-test", 2, true);

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

    private Upstreams upstreams = new Upstreams(Limits.USUAL.settings(), LOOPS, TlsLibrary.AUTO, AddressGuard.NONE);
    private long lastSeen = -1;

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
        List<String> leaks = new ArrayList<>(LEAKS);
        LEAKS.clear();
        assertThat(leaks).isEmpty();
    }

    @AfterEach
    void closePools() {
        upstreams.close();
    }

    final Upstreams upstreams() {
        return upstreams;
    }

    final void use(Limits limits) {
        upstreams.close();
        upstreams = new Upstreams(limits.settings(), LOOPS, TlsLibrary.AUTO, AddressGuard.NONE);
    }

    final void use(UpstreamTls tls) {
        use(new Connector(Limits.USUAL.settings(), LOOPS, tls, AddressGuard.NONE));
    }

    final void use(Connector connector) {
        use(connector, Limits.USUAL);
    }

    final void use(Connector connector, Limits limits) {
        upstreams.close();
        upstreams = new Upstreams(limits.settings(), LOOPS, connector);
    }

    final Upstream serve(RawBackend backend) {
        return serve(backend.endpoint());
    }

    final Upstream serve(Endpoint... endpoints) {
        return serve(BackendProtocol.HTTP, endpoints);
    }

    final Upstream serve(BackendProtocol protocol, Endpoint... endpoints) {
        upstreams.update(List.of(new Backend(SHOP, protocol, List.of(endpoints), List.of())));
        return upstreams.get(SHOP);
    }

    final Upstream serve(BackendProtocol protocol, BackendTls tls, Endpoint... endpoints) {
        return serve(new Backend(SHOP, protocol, tls, List.of(endpoints), List.of()));
    }

    final Upstream serve(Backend backend) {
        upstreams.update(List.of(backend));
        return upstreams.get(backend.id());
    }

    /** One of two event loops. */
    static EventLoop loop(int number) {
        List<EventLoop> loops = new ArrayList<>();
        LOOPS.onServer(true).forEach(each -> loops.add((EventLoop) each));
        return loops.get(number);
    }

    final UpstreamOutcome exchange(RawBackend backend, HttpMethod method) {
        return exchange(serve(backend), request(method));
    }

    final UpstreamOutcome exchange(RawBackend backend, UpstreamRequest request) {
        return exchange(serve(backend), request);
    }

    /** Reads the body to its end, so that the connection is given back. */
    static UpstreamOutcome exchange(Upstream upstream, UpstreamRequest request) {
        return exchange(upstream, request, Try.FIRST);
    }

    static UpstreamOutcome exchange(Upstream upstream, UpstreamRequest request, Try which) {
        UpstreamOutcome outcome =
                requireNonNull(upstream.exchange(request, which).block(PATIENCE));
        if (outcome instanceof Received received) {
            received.body().content().doOnNext(ByteBuf::release).blockLast(PATIENCE);
        }
        return outcome;
    }

    final UpstreamOutcome exchangeUnread(RawBackend backend) {
        return requireNonNull(serve(backend).exchange(get(), Try.FIRST).block(PATIENCE));
    }

    static CompletableFuture<@Nullable UpstreamOutcome> start(Upstream upstream, UpstreamRequest request) {
        return upstream.exchange(request, Try.FIRST).toFuture();
    }

    static UpstreamOutcome outcome(CompletableFuture<@Nullable UpstreamOutcome> outcome) throws Exception {
        return requireNonNull(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    static Received received(UpstreamOutcome outcome) {
        assertThat(outcome).isInstanceOf(Received.class);
        return (Received) outcome;
    }

    static Failed failed(UpstreamOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    static Answer answer(UpstreamOutcome outcome) {
        return failed(outcome).answer();
    }

    /** The body as text. */
    static String body(UpstreamOutcome outcome) {
        return String.join("", requireNonNull(texts(outcome).collectList().block(PATIENCE)));
    }

    static Flux<String> texts(UpstreamOutcome outcome) {
        return received(outcome).body().content().map(UpstreamFixture::take);
    }

    static UpstreamRequest get() {
        return request(HttpMethod.GET);
    }

    static UpstreamRequest request(HttpMethod method) {
        return request(method, "/", RequestBody.NONE);
    }

    static UpstreamRequest request(HttpMethod method, String target, RequestBody body) {
        return on(loop(0), method, target, body);
    }

    static UpstreamRequest on(EventLoop loop, HttpMethod method, String target, RequestBody body) {
        HttpHeaders headers = new DefaultHttpHeaders().set("host", "shop");
        return new UpstreamRequest(loop, method, target, headers, body, null, InterimReceiver.NONE, 0);
    }

    static UpstreamRequest with(UpstreamRequest request, Duration deadline) {
        return new UpstreamRequest(
                request.loop(),
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                request.upgrade(),
                request.interim(),
                System.nanoTime() + deadline.toNanos());
    }

    static UpstreamRequest with(UpstreamRequest request, InterimReceiver interim) {
        return new UpstreamRequest(
                request.loop(),
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                request.upgrade(),
                interim,
                request.deadline());
    }

    static UpstreamRequest upgrading(String protocol) {
        HttpHeaders headers = new DefaultHttpHeaders().set("host", "shop");
        return new UpstreamRequest(
                loop(0), HttpMethod.GET, "/", headers, RequestBody.NONE, protocol, InterimReceiver.NONE, 0);
    }

    /** A request with a body of an announced length. */
    static UpstreamRequest upload(HttpMethod method, long length, Flux<ByteBuf> body) {
        UpstreamRequest request = request(method, "/", RequestBody.of(BodyFraming.LENGTH, body));
        request.headers().set("content-length", length);
        return request;
    }

    static UpstreamRequest upload(HttpMethod method, Flux<ByteBuf> body) {
        return request(method, "/", RequestBody.of(BodyFraming.CHUNKED, body));
    }

    static RawBackend answering(String response) {
        return new RawBackend(peer -> {
            while (peer.readHead()) {
                peer.write(response);
            }
        });
    }

    static Flux<ByteBuf> text(String text) {
        return Flux.defer(() -> Flux.just(buffer(text)));
    }

    static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Flux<ByteBuf> octets(long count, AtomicLong made) {
        int each = 64 * 1024;
        return Flux.range(0, (int) (count / each)).map(i -> {
            made.addAndGet(each);
            return PooledByteBufAllocator.DEFAULT.buffer(each).writeZero(each);
        });
    }

    static String take(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    /** Whether the number is above 0 and what it was at the call before. */
    final boolean isStill(AtomicLong number) {
        long now = number.get();
        boolean still = now > 0 && now == lastSeen;
        lastSeen = now;
        return still;
    }

    static Endpoint deadEndpoint() {
        return new Endpoint("127.0.0.1", FreePorts.next());
    }
}

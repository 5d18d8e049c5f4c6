package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.AnswerContext;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.ClientEnd;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.PeerAddress;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Compiles rules and runs them against backends on real sockets, on one event loop. */
final class Programs implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final BackendId SHOP = new BackendId("default", "shop", 80);
    static final BackendId CART = new BackendId("default", "cart", 80);
    static final RouteMatch FOO = new RouteMatch(new PathMatch.Prefix("/foo"), List.of(), List.of(), null);

    private final LoopResources loops = LoopResources.create("program-test", 1, true);
    private final EventLoop loop = loops.onClient(true).next();
    private final Upstreams upstreams =
            new Upstreams(UpstreamSettings.DEFAULTS, loops, TlsLibrary.AUTO, AddressGuard.NONE);
    private final ProgramCompiler compiler;

    Programs() {
        this(ProgramSettings.DEFAULTS);
    }

    Programs(ProgramSettings settings) {
        this(settings, new Sessions(new SessionSeal(SealKeys.ofProcess(SealKey.random())), SessionLedger.NONE));
    }

    Programs(ProgramSettings settings, Sessions sessions) {
        compiler = new ProgramCompiler(
                upstreams,
                settings,
                new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR),
                AttemptObserver.NONE,
                sessions,
                FilterMaker.NONE);
    }

    /** Tells what a backend's endpoints are. */
    Programs with(BackendId id, RawBackend... backends) {
        return with(id, BackendProtocol.HTTP, backends);
    }

    Programs with(BackendId id, BackendProtocol protocol, RawBackend... backends) {
        upstreams.update(List.of(new Backend(id, protocol, endpoints(backends), List.of())));
        return this;
    }

    Programs with(BackendId id, BackendTls tls, RawBackend... backends) {
        upstreams.update(List.of(new Backend(id, BackendProtocol.HTTP, tls, endpoints(backends), List.of())));
        return this;
    }

    /** Tells all about a backend. */
    void serve(Backend backend) {
        upstreams.update(List.of(backend));
    }

    private static List<Endpoint> endpoints(RawBackend... backends) {
        return List.of(backends).stream().map(RawBackend::endpoint).toList();
    }

    ProgramCounters counters() {
        return compiler.counters();
    }

    EventLoop loop() {
        return loop;
    }

    RuleProgram compile(Rule rule) {
        return compiler.compile(rule);
    }

    RuleProgram forwarding(RouteFilter... filters) {
        return compile(rule(List.of(filters), toShop()));
    }

    RuleProgram retrying(@Nullable Retry retry, Timeouts timeouts) {
        return compile(
                new Rule(rule(List.of(), toShop()).id(), null, List.of(FOO), List.of(), timeouts, retry, toShop()));
    }

    /** Of a rule to a backend for which a policy limits retries. */
    RuleProgram within(RetryAllowance allowance, BackendId backend, @Nullable Retry retry) {
        Forward to =
                new Forward(List.of(new WeightedBackend(1, new Target.Resolved(backend), List.of(), null, allowance)));
        RuleId id = rule(List.of(), to).id();
        return compile(new Rule(id, null, List.of(FOO), List.of(), Timeouts.UNSET, retry, to));
    }

    static Forward toShop(RouteFilter... filters) {
        return new Forward(List.of(new WeightedBackend(1, new Target.Resolved(SHOP), List.of(filters))));
    }

    static Rule rule(List<RouteFilter> filters, RuleAction action) {
        return rule(FOO, filters, action);
    }

    static Rule rule(RouteMatch match, List<RouteFilter> filters, RuleAction action) {
        RuleId id = new RuleId(new RouteId("HTTPRoute", "default", "shop"), 0);
        return new Rule(id, null, List.of(match), filters, Timeouts.UNSET, null, action);
    }

    static HeaderModification setting(String name, String value) {
        return new HeaderModification(List.of(new HeaderValue(name, value)), List.of(), List.of());
    }

    Asking get() {
        return new Asking("GET");
    }

    Asking asking(String method) {
        return new Asking(method);
    }

    /** The response's head; a backend's body is read to its end. */
    ProgramResponse run(RuleProgram program, Asking asking) {
        ProgramResponse response = head(program, asking);
        if (response.backend() != null) {
            response.body().content().doOnNext(ByteBuf::release).blockLast(PATIENCE);
        }
        return response;
    }

    /** The response's head, its body not touched. */
    ProgramResponse head(RuleProgram program, Asking asking) {
        return requireNonNull(start(program, asking).block(PATIENCE));
    }

    /** As a way in does it: on the event loop. */
    Mono<ProgramResponse> start(RuleProgram program, Asking asking) {
        return Mono.<ProgramResponse>create(sink -> loop.execute(() -> {
            var running = program.run(asking.request()).subscribe(sink::success, sink::error);
            sink.onCancel(running);
        }));
    }

    static String text(ProgramResponse response) {
        return requireNonNull(response.body()
                .content()
                .map(Programs::released)
                .reduce("", String::concat)
                .block(PATIENCE));
    }

    private static String released(ByteBuf part) {
        String text = part.toString(StandardCharsets.US_ASCII);
        part.release();
        return text;
    }

    /** What the next request to a backend says, without empty lines. */
    static List<String> lines(RawBackend backend) throws InterruptedException {
        return backend.heads().take().lines().filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public void close() {
        upstreams.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(30)).block();
    }

    /** A request that is being made; its parts have usual values. */
    final class Asking {

        private final String method;
        private final HttpHeaders headers = new DefaultHttpHeaders();
        private String scheme = "http";
        private String authority = "shop.example.com";
        private int listenerPort = 80;
        private String path = "/foo/a";
        private @Nullable Flux<ByteBuf> body;
        private @Nullable String upgrade;
        private InterimReceiver interim = InterimReceiver.NONE;

        Asking(String method) {
            this.method = method;
        }

        Asking to(String spoken, String host, int port) {
            scheme = spoken;
            authority = host;
            listenerPort = port;
            return this;
        }

        Asking path(String raw) {
            path = raw;
            return this;
        }

        Asking with(String name, String value) {
            headers.add(name, value);
            return this;
        }

        Asking upgrade(String protocol) {
            upgrade = protocol;
            return this;
        }

        Asking interim(InterimReceiver receiver) {
            interim = receiver;
            return this;
        }

        /** A body of known length, in parts of 16 KiB. */
        Asking body(String content) {
            headers.set("Content-Length", content.length());
            byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
            int part = 16 * 1024;
            return body(Flux.range(0, (octets.length + part - 1) / part)
                    .map(i -> PooledByteBufAllocator.DEFAULT
                            .buffer()
                            .writeBytes(octets, i * part, Math.min(part, octets.length - i * part))));
        }

        /** Buffers as they come; the length must be in the headers, or they are sent in chunks. */
        Asking body(Flux<ByteBuf> content) {
            if (!headers.contains("Content-Length")) {
                headers.set("Transfer-Encoding", "chunked");
            }
            body = content;
            return this;
        }

        ProgramRequest request() {
            BodyFraming framing = BodyFraming.of(headers);
            return new ProgramRequest(
                    loop,
                    method,
                    "HTTP/1.1",
                    scheme,
                    authority,
                    listenerPort,
                    path,
                    "q=1",
                    headers,
                    body == null ? RequestBody.NONE : RequestBody.of(framing, body),
                    upgrade,
                    interim,
                    FOO,
                    new Connection(),
                    new AnswerContext(method, headers, "id-1"),
                    null,
                    null,
                    null);
        }
    }

    /** Of a client that showed neither a name nor a certificate. */
    private record Connection() implements ClientEnd {

        @Override
        public PeerAddress peer() {
            return new PeerAddress(new InetSocketAddress("192.0.2.7", 4711));
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress("192.0.2.1", 8080);
        }

        @Override
        public @Nullable String serverName() {
            return null;
        }

        @Override
        public @Nullable ClientCertificate clientCertificate() {
            return null;
        }
    }

    /** Closes backends. */
    static void close(RawBackend... backends) throws IOException {
        for (RawBackend backend : backends) {
            backend.close();
        }
    }

    /** Closes a backend and waits until connections to it are refused. */
    static void refuse(RawBackend backend) throws IOException {
        backend.close();
        Endpoint endpoint = backend.endpoint();
        await().until(() -> {
            try (Socket _ = new Socket(endpoint.host(), endpoint.port())) {
                return false;
            } catch (ConnectException _) {
                return true;
            }
        });
    }

    /** Hexadecimal digits, so that a part in the wrong place is seen. */
    static String digits(int length) {
        StringBuilder digits = new StringBuilder(length);
        for (int i = 0; digits.length() < length; i++) {
            digits.append(ByteBufUtil.hexDump(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        return digits.substring(0, length);
    }
}

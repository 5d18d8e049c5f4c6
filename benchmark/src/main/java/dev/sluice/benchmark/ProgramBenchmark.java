package dev.sluice.benchmark;

import dev.sluice.answer.AnswerContext;
import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.ClientEnd;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.PeerAddress;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.program.AttemptObserver;
import dev.sluice.program.FilterMaker;
import dev.sluice.program.ProgramCompiler;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.ProgramSettings;
import dev.sluice.program.RuleProgram;
import dev.sluice.program.Sessions;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.netty.resources.LoopResources;

/**
 * Programs that answer without a backend, so that nothing but the program is measured, and what it costs to compile
 * one. What forwarding costs, {@code benchmark/compare} tells.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Benchmark)
public class ProgramBenchmark {

    private static final RouteMatch MATCH = new RouteMatch(new PathMatch.Prefix("/shop"), List.of(), List.of(), null);

    private final LoopResources loops = LoopResources.create("benchmark", 1, true);
    private final Upstreams upstreams =
            new Upstreams(UpstreamSettings.DEFAULTS, loops, TlsLibrary.AUTO, AddressGuard.NONE);
    private final EventLoop loop = loops.onClient(false).next();
    private final ProgramCompiler compiler = new ProgramCompiler(
            upstreams,
            ProgramSettings.DEFAULTS,
            new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR),
            AttemptObserver.NONE,
            new Sessions(new SessionSeal(SealKeys.ofProcess(SealKey.random())), SessionLedger.NONE),
            FilterMaker.NONE);
    private final Rule redirecting = rule(
            new RouteFilter.ResponseHeaderModifier(
                    new HeaderModification(List.of(new HeaderValue("x-set", "1")), List.of(), List.of("server"))),
            new RouteFilter.RequestRedirect(
                    new Redirect("https", "shop.example.com", new ReplacePrefixMatch("/new"), null, 301)));
    private final Rule sharing = rule(new RouteFilter.Cors(new CorsPolicy(
            List.of("https://*.example.com"),
            true,
            List.of("GET", "PUT"),
            List.of("x-one", "x-two"),
            List.of(),
            Duration.ofMinutes(10))));
    private final HttpHeaders preflightHeaders = new DefaultHttpHeaders()
            .add("Origin", "https://www.example.com")
            .add("Access-Control-Request-Method", "PUT")
            .add("Access-Control-Request-Headers", "x-one");

    private RuleProgram redirect = compiler.compile(redirecting);
    private RuleProgram preflight = compiler.compile(sharing);

    /** Keeps a benchmark from measuring wrong answers. */
    @Setup
    public void check() {
        redirect = compiler.compile(redirecting);
        preflight = compiler.compile(sharing);
        expect(301, run(redirect, "GET", new DefaultHttpHeaders()));
        expect(204, run(preflight, "OPTIONS", preflightHeaders));
    }

    private static void expect(int status, ProgramResponse response) {
        if (response.status().code() != status) {
            throw new IllegalStateException(response.status() + " (expected: " + status + ")");
        }
    }

    /** Ends the event loop. */
    @TearDown
    public void close() {
        upstreams.close();
        loops.dispose();
    }

    /** A rule with two filters. */
    @Benchmark
    public RuleProgram compile() {
        return compiler.compile(redirecting);
    }

    /** Scheme, host and path replaced, two operations on the answer's headers. */
    @Benchmark
    public void redirect(Blackhole answers) {
        answers.consume(run(redirect, "GET", new DefaultHttpHeaders()));
    }

    /** A preflight from one of many origins. */
    @Benchmark
    public void preflight(Blackhole answers) {
        answers.consume(run(preflight, "OPTIONS", preflightHeaders));
    }

    private ProgramResponse run(RuleProgram program, String method, HttpHeaders headers) {
        return Objects.requireNonNull(program.run(new ProgramRequest(
                        loop,
                        method,
                        "HTTP/1.1",
                        "http",
                        "shop.example.com",
                        80,
                        "/shop/cart/items",
                        "page=2",
                        headers,
                        RequestBody.NONE,
                        null,
                        InterimReceiver.NONE,
                        MATCH,
                        new Unknown(),
                        new AnswerContext(method, headers, "0123456789abcdef"),
                        null,
                        null,
                        null))
                .block());
    }

    /** A connection of which nothing is known. */
    private record Unknown() implements ClientEnd {

        @Override
        public @Nullable PeerAddress peer() {
            return null;
        }

        @Override
        public @Nullable InetSocketAddress local() {
            return null;
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

    private static Rule rule(RouteFilter... filters) {
        return new Rule(
                new RuleId(new RouteId("HTTPRoute", "default", "shop"), 0),
                null,
                List.of(MATCH),
                List.of(filters),
                Timeouts.UNSET,
                null,
                new RuleAction.Forward(List.of()));
    }
}

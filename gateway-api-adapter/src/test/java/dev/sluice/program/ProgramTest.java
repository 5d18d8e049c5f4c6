package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.AnswerContext;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification.ReplaceFullPath;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;

final class ProgramTest {

    private static final BackendId SHOP = new BackendId("default", "shop", 80);
    private static final RouteMatch FOO = new RouteMatch(new PathMatch.Prefix("/foo"), List.of(), List.of(), null);

    private final LoopResources loops = LoopResources.create("program-test", 1, true);
    private final Upstreams upstreams = new Upstreams(UpstreamSettings.DEFAULTS, loops);
    private final RawBackend backend = RawBackend.answering();
    private final HttpHeaders headers = new DefaultHttpHeaders();

    ProgramTest() {
        upstreams.update(List.of(new Backend(SHOP, BackendProtocol.HTTP, List.of(backend.endpoint()), List.of())));
    }

    @AfterEach
    void close() throws IOException {
        upstreams.close();
        backend.close();
        loops.dispose();
    }

    @Nested
    final class Redirects {

        /** HTTPRequestRedirectFilter.port, and the cases of the conformance tests HTTPRouteRedirectPortAndScheme. */
        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "http, 80, -, -, -, http://shop.example.com/foo/a?q=1",
                    "http, 8080, -, -, -, http://shop.example.com:8080/foo/a?q=1",
                    "https, 443, -, -, -, https://shop.example.com/foo/a?q=1",
                    "https, 8443, -, -, -, https://shop.example.com:8443/foo/a?q=1",
                    "http, 8080, https, -, -, https://shop.example.com/foo/a?q=1",
                    "http, 80, https, -, 443, https://shop.example.com/foo/a?q=1",
                    "http, 80, https, -, 8443, https://shop.example.com:8443/foo/a?q=1",
                    "http, 80, -, -, 8083, http://shop.example.com:8083/foo/a?q=1",
                    "https, 443, http, -, 80, http://shop.example.com/foo/a?q=1",
                    "https, 443, http, -, 443, http://shop.example.com:443/foo/a?q=1",
                    "http, 80, -, example.org, -, http://example.org/foo/a?q=1",
                    "http, 8080, https, example.org, 9443, https://example.org:9443/foo/a?q=1",
                })
        void locationFollowsSchemeAndPort(
                String spoken, int listener, String scheme, String host, Integer port, String location) {
            RuleProgram program = redirecting(new Redirect(scheme, host, null, port, 302));
            assertThat(run(program, request(spoken, "shop.example.com:1234", listener))
                            .headers()
                            .get("location"))
                    .isEqualTo(location);
        }

        @ParameterizedTest
        @CsvSource({"301", "302", "303", "307", "308"})
        void statusIsTheRoutesChoiceAndThereIsNoBody(int status) {
            ProgramResponse response = run(redirecting(new Redirect(null, null, null, null, status)), get());
            assertThat(response.status().code()).isEqualTo(status);
            assertThat(response.headers().get("content-length")).isEqualTo("0");
            assertThat(response.reason()).isEqualTo("redirect");
            assertThat(response.body().content().collectList().block()).isEmpty();
        }

        @Test
        void pathIsReplacedAndTheQueryStays() {
            assertThat(location(new Redirect(null, null, new ReplacePrefixMatch("/bar"), null, 302)))
                    .isEqualTo("http://shop.example.com/bar/a?q=1");
            assertThat(location(new Redirect(null, null, new ReplaceFullPath("/x"), null, 302)))
                    .isEqualTo("http://shop.example.com/x?q=1");
        }

        @Test
        void addressInBracketsKeepsThem() {
            assertThat(run(redirecting(new Redirect(null, null, null, null, 302)), request("http", "[::1]:8080", 80))
                            .headers()
                            .get("location"))
                    .isEqualTo("http://[::1]/foo/a?q=1");
        }

        @Test
        void requestWithoutHostIsNotSentToAnotherServer() {
            RuleProgram program = redirecting(new Redirect(null, null, new ReplaceFullPath("//evil.test/"), null, 302));
            assertThat(run(program, request("http", "", 80)).headers().get("location"))
                    .isEqualTo("/evil.test/?q=1");
        }

        @Test
        void responseHeadersAreModified() {
            RuleProgram program = compile(
                    List.of(
                            new ResponseHeaderModifier(setting("x-by", "sluice")),
                            new RequestRedirect(new Redirect(null, null, null, null, 302))),
                    new Forward(List.of()));
            assertThat(run(program, get()).headers().get("x-by")).isEqualTo("sluice");
        }

        private String location(Redirect redirect) {
            return requireNonNull(run(redirecting(redirect), get()).headers().get("location"));
        }

        private RuleProgram redirecting(Redirect redirect) {
            return compile(List.of(new RequestRedirect(redirect)), new Forward(List.of()));
        }
    }

    @Nested
    final class Forwarded {

        @Test
        void backendSeesTheRequestAndWhoSentIt() throws Exception {
            ProgramResponse response = run(forwarding(), get());
            assertThat(response.backend()).isEqualTo("default/shop:80 " + backend.endpoint());
            assertThat(lines())
                    .containsExactlyInAnyOrder(
                            "GET /foo/a?q=1 HTTP/1.1",
                            "host: shop.example.com",
                            "x-forwarded-for: 192.0.2.7",
                            "x-forwarded-host: shop.example.com",
                            "x-forwarded-port: 80",
                            "x-forwarded-proto: http",
                            "via: 1.1 sluice");
        }

        @Test
        void whatTheClientSaysAboutItselfIsReplaced() throws Exception {
            headers.add("X-Forwarded-For", "10.0.0.1")
                    .add("Forwarded", "for=10.0.0.1")
                    .add("X-Forwarded-Proto", "https");
            run(forwarding(), get());
            assertThat(lines())
                    .contains("x-forwarded-for: 192.0.2.7", "x-forwarded-proto: http")
                    .noneMatch(line -> line.contains("10.0.0.1") || line.contains("https"));
        }

        @Test
        void connectionHeadersStayHere() throws Exception {
            headers.add("Connection", "keep-alive, X-Hop, Host, X-Forwarded-For")
                    .add("X-Hop", "1")
                    .add("Keep-Alive", "5")
                    .add("TE", "trailers")
                    .add("Upgrade", "h2c")
                    .add("HTTP2-Settings", "AAAA")
                    .add("Proxy-Connection", "close")
                    .add("Proxy-Authorization", "x")
                    .add("Expect", "100-continue")
                    .add("x-http2-scheme", "http");
            run(forwarding(), get());
            assertThat(lines()).hasSize(7).contains("host: shop.example.com", "x-forwarded-for: 192.0.2.7");
        }

        @Test
        void headersAreSetThenAddedThenRemoved() throws Exception {
            headers.add("X-A", "old").add("X-B", "old").add("X-C", "old");
            HeaderModification modification = new HeaderModification(
                    List.of(new HeaderValue("x-a", "#{1+1}"), new HeaderValue("x-c", "set")),
                    List.of(new HeaderValue("x-b", "{added}"), new HeaderValue("x-a", "$1")),
                    List.of("X-C"));
            run(forwarding(new RequestHeaderModifier(modification)), get());
            assertThat(lines())
                    .contains("x-a: #{1+1}", "x-a: $1", "X-B: old", "x-b: {added}")
                    .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-c"));
        }

        @Test
        void filterCannotChangeWhereAMessageEnds() throws Exception {
            HeaderModification modification = new HeaderModification(
                    List.of(new HeaderValue("Content-Length", "5"), new HeaderValue("Transfer-Encoding", "chunked")),
                    List.of(new HeaderValue("Host", "evil.test"), new HeaderValue("Connection", "close")),
                    List.of("Host"));
            run(forwarding(new RequestHeaderModifier(modification)), get());
            assertThat(lines()).hasSize(7).contains("host: shop.example.com");
        }

        @Test
        void rewriteChangesHostAndPath() throws Exception {
            run(forwarding(new UrlRewrite(new Rewrite("one.example.org", new ReplacePrefixMatch("/bar")))), get());
            assertThat(lines())
                    .contains("GET /bar/a?q=1 HTTP/1.1", "host: one.example.org", "x-forwarded-host: shop.example.com");
        }

        @Test
        void responseHeadersAreModified() {
            ProgramResponse response = run(forwarding(new ResponseHeaderModifier(setting("x-by", "sluice"))), get());
            assertThat(response.headers().get("x-by")).isEqualTo("sluice");
            assertThat(response.reason()).isNull();
        }
    }

    @Nested
    final class OwnAnswers {

        @Test
        void ruleThatCannotBeDoneIsRefused() {
            assertThat(run(compile(List.of(), new RuleAction.Refuse("UnsupportedValue", "no")), get()))
                    .satisfies(response -> answered(response, 500, "rule_refused"));
        }

        @Test
        void prefixIsNotReplacedWhereNoneWasMatched() {
            RouteMatch exact = new RouteMatch(new PathMatch.Exact("/foo/a"), List.of(), List.of(), null);
            List<RouteFilter> filters = List.of(new UrlRewrite(new Rewrite(null, new ReplacePrefixMatch("/bar"))));
            assertThat(run(compile(exact, filters, toShop()), get()))
                    .satisfies(response -> answered(response, 500, "rule_refused"));
        }

        @Test
        void backendRefThatLeadsNowhereIsAnswered() {
            Target nowhere = new Target.Unresolved("BackendNotFound", "no");
            assertThat(run(compile(List.of(), new Forward(List.of(new WeightedBackend(1, nowhere, List.of())))), get()))
                    .satisfies(response -> answered(response, 500, "backend_unresolved"));
        }

        @Test
        void withoutWeightThereIsNoBackend() {
            Forward zero = new Forward(List.of(new WeightedBackend(0, new Target.Resolved(SHOP), List.of())));
            assertThat(run(compile(List.of(), zero), get()))
                    .satisfies(response -> answered(response, 500, "no_backend"));
            assertThat(run(compile(List.of(), new Forward(List.of())), get()))
                    .satisfies(response -> answered(response, 500, "no_backend"));
        }

        @Test
        void emptyBackendIsAnswered503() {
            upstreams.update(List.of(new Backend(SHOP, BackendProtocol.HTTP, List.of(), List.of())));
            assertThat(run(forwarding(), get())).satisfies(response -> answered(response, 503, "no_endpoint"));
        }

        @Test
        void answerToHeadHasNoBody() {
            ProgramResponse response =
                    run(compile(List.of(), new Forward(List.of())), request("HEAD", "http", "shop.example.com", 80));
            assertThat(response.body().content().collectList().block()).isEmpty();
        }

        @Test
        void faultOfOursIsAnAnswer() {
            RuleProgram program = new Guarded(rule(FOO, List.of(), toShop()).id(), request -> {
                throw new IllegalStateException("planted");
            });
            assertThat(run(program, get())).satisfies(response -> answered(response, 500, "program_failed"));
        }

        private static void answered(ProgramResponse response, int status, String reason) {
            assertThat(response.status().code()).isEqualTo(status);
            assertThat(response.reason()).isEqualTo(reason);
            assertThat(response.backend()).isNull();
            String text = requireNonNull(response.body()
                    .content()
                    .map(buffer -> buffer.toString(StandardCharsets.US_ASCII))
                    .blockLast());
            assertThat(response.headers().getInt("content-length")).isEqualTo(text.length());
        }
    }

    private RuleProgram forwarding(RouteFilter... filters) {
        return compile(List.of(filters), toShop());
    }

    private static Forward toShop() {
        return new Forward(List.of(new WeightedBackend(1, new Target.Resolved(SHOP), List.of())));
    }

    private RuleProgram compile(List<RouteFilter> filters, RuleAction action) {
        return compile(FOO, filters, action);
    }

    private RuleProgram compile(RouteMatch match, List<RouteFilter> filters, RuleAction action) {
        return new ProgramCompiler(upstreams, new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR))
                .compile(rule(match, filters, action));
    }

    private static Rule rule(RouteMatch match, List<RouteFilter> filters, RuleAction action) {
        RuleId id = new RuleId(new RouteId("HTTPRoute", "default", "shop"), 0);
        return new Rule(id, null, List.of(match), filters, Timeouts.UNSET, null, action);
    }

    private static HeaderModification setting(String name, String value) {
        return new HeaderModification(List.of(new HeaderValue(name, value)), List.of(), List.of());
    }

    private ProgramRequest get() {
        return request("http", "shop.example.com", 80);
    }

    private ProgramRequest request(String scheme, String authority, int listenerPort) {
        return request("GET", scheme, authority, listenerPort);
    }

    private ProgramRequest request(String method, String scheme, String authority, int listenerPort) {
        InetSocketAddress client = new InetSocketAddress("192.0.2.7", 4711);
        return new ProgramRequest(
                loops.onClient(true).next(),
                method,
                "HTTP/1.1",
                scheme,
                authority,
                listenerPort,
                "/foo/a",
                "q=1",
                headers,
                RequestBody.of(BodyFraming.of(headers), Flux.empty()),
                null,
                InterimReceiver.NONE,
                FOO,
                client,
                new AnswerContext(method, headers, "id-1"));
    }

    private static ProgramResponse run(RuleProgram program, ProgramRequest request) {
        ProgramResponse response = requireNonNull(program.run(request).block(Duration.ofSeconds(20)));
        if (response.backend() != null) {
            response.body().content().doOnNext(ByteBuf::release).blockLast(Duration.ofSeconds(20));
        }
        return response;
    }

    private List<String> lines() throws InterruptedException {
        return backend.heads().take().lines().filter(line -> !line.isEmpty()).toList();
    }
}

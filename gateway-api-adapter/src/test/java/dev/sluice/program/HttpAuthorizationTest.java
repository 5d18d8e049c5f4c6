package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.ExternalAuth;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestMirror;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.Timeouts;
import dev.sluice.testkit.HttpReader;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** HTTPExternalAuthFilter of protocol HTTP, GEP-1494. */
@ExtendWith(LeakDetection.class)
final class HttpAuthorizationTest {

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final RawBackend shop = RawBackend.answering();
    private volatile String answer = RawBackend.OK;
    private final RawBackend authorizer = new RawBackend(peer -> {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            asked.add(body(peer, head));
            peer.write(answer);
        }
    });
    private final Programs programs = new Programs().with(Programs.SHOP, shop).with(Programs.CART, authorizer);

    @AfterEach
    void close() throws IOException {
        over.countDown();
        programs.close();
        Programs.close(shop, authorizer);
    }

    private static ExternalAuth auth(String path, List<String> request, List<String> response, int maxBody) {
        return new ExternalAuth(
                new ExternalAuthorizer(new ExternalAuthorizer.Http(path, request, response), Programs.CART, maxBody));
    }

    private static ExternalAuth plain() {
        return auth("", List.of(), List.of(), 0);
    }

    private static ExternalAuth withBody(int max) {
        return auth("", List.of(), List.of(), max);
    }

    private static String response(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void isNotForwarded() {
        assertThat(shop.heads()).isEmpty();
    }

    @Test
    void allowedRequestGetsToTheBackendAsItCame() throws Exception {
        ProgramResponse response =
                programs.run(programs.forwarding(plain()), programs.get().with("x-a", "1"));

        assertThat(response.status().code()).isEqualTo(200);
        assertThat(response.backend()).isEqualTo("default/shop:80 " + shop.endpoint());
        assertThat(lines(shop)).contains("GET /foo/a?q=1 HTTP/1.1", "x-a: 1", "host: shop.example.com");
        assertThat(programs.counters().allowed()).isEqualTo(1);
    }

    @Test
    void authorizerIsShownOnlyWhatTheFilterNames() throws Exception {
        programs.run(
                programs.forwarding(auth("/check", List.of("cookie", "x-missing"), List.of(), 0)),
                programs.get()
                        .with("Authorization", "Bearer x")
                        .with("Cookie", "a=1")
                        .with("x-secret", "s")
                        .with("Connection", "cookie-like, x-secret"));

        assertThat(lines(authorizer))
                .containsExactlyInAnyOrder(
                        "GET /check/foo/a?q=1 HTTP/1.1",
                        "host: shop.example.com",
                        "authorization: Bearer x",
                        "cookie: a=1",
                        "content-length: 0");
    }

    @Test
    void authorizerIsShownWhoTheClientIs() throws Exception {
        programs.run(
                programs.forwarding(auth("", List.of("x-forwarded-for"), List.of(), 0)),
                programs.get().with("x-forwarded-for", "10.0.0.1"));

        assertThat(lines(authorizer)).contains("x-forwarded-for: 192.0.2.7");
    }

    @Test
    void authorizerIsShownTheMethod() throws Exception {
        programs.run(programs.forwarding(plain()), programs.asking("DELETE"));

        assertThat(lines(authorizer)).contains("DELETE /foo/a?q=1 HTTP/1.1");
    }

    @Test
    void everyOptionIsAskedAboutByThePrefix() throws Exception {
        programs.run(
                programs.forwarding(auth("/check", List.of(), List.of(), 0)),
                programs.asking("OPTIONS").path("*"));

        assertThat(lines(authorizer).getFirst()).isEqualTo("OPTIONS /check HTTP/1.1");
    }

    @Test
    void deniedRequestIsAnsweredAsTheAuthorizerSays() throws Exception {
        answer = response(
                401, "WWW-Authenticate: Basic\r\nX-Why: no\r\nConnection: x-hop\r\nX-Hop: 1\r\n", "Who are you?");
        ProgramResponse response = programs.head(programs.forwarding(plain()), programs.get());

        assertThat(response.status().code()).isEqualTo(401);
        assertThat(response.headers().get("www-authenticate")).isEqualTo("Basic");
        assertThat(response.headers().get("x-why")).isEqualTo("no");
        assertThat(response.headers().contains("x-hop")).isFalse();
        assertThat(Programs.text(response)).isEqualTo("Who are you?");
        assertThat(response.reason()).isEqualTo("external_auth_denied");
        assertThat(response.backend()).isNull();
        isNotForwarded();
        assertThat(programs.counters().denied()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"302, 302", "403, 403", "500, 500", "201, 403", "204, 403", "206, 403"})
    void anythingButA200IsARefusal(int status, int expected) {
        answer = status == 204 ? "HTTP/1.1 204 X\r\n\r\n" : response(status, "", "");
        ProgramResponse response = programs.head(programs.forwarding(plain()), programs.get());
        response.body().discard();

        assertThat(response.status().code()).isEqualTo(expected);
        isNotForwarded();
    }

    @Test
    void refusedCallIsAnsweredAsGrpcWantsIt() {
        answer = response(401, "Content-Type: text/html\r\n", "<p>Log in</p>");
        ProgramResponse response = programs.head(
                programs.forwarding(plain()), programs.asking("POST").with("Content-Type", "application/grpc"));

        assertThat(response.status().code()).isEqualTo(200);
        assertThat(response.headers().get("grpc-status")).isEqualTo("16");
        assertThat(response.headers().get("content-type")).isEqualTo("application/grpc");
        isNotForwarded();
    }

    @Test
    void headersOfTheAuthorizerReplaceThoseOfTheClient() throws Exception {
        answer = response(200, "X-User-Id: bob\r\nX-Other: 1\r\n", "");
        programs.run(
                programs.forwarding(auth("", List.of(), List.of("x-user-id", "x-roles"), 0)),
                programs.get()
                        .with("x-user-id", "root")
                        .with("X_User_Id", "root")
                        .with("X-Roles", "admin")
                        .with("x_roles", "admin")
                        .with("x-own", "2"));

        String head = String.join("\n", lines(shop));
        assertThat(head).contains("x-user-id: bob", "x-own: 2").doesNotContain("root", "admin", "X-Other", "x-other");
    }

    @Test
    void withoutAListAllHeadersAreCopiedButThoseOfItsBody() throws Exception {
        answer = response(
                200, "X-User-Id: bob\r\nContent-Type: text/html\r\nHost: evil\r\nKeep-Alive: timeout=5\r\n", "<p/>");
        programs.run(
                programs.forwarding(plain()),
                programs.asking("POST").with("Content-Type", "text/plain").body("abc"));

        assertThat(lines(shop))
                .contains("x-user-id: bob", "Content-Type: text/plain", "host: shop.example.com", "Content-Length: 3")
                .noneMatch(line -> line.contains("evil") || line.contains("keep-alive"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length", "transfer-encoding", "connection", "host"})
    void headersThatSayWhereAMessageEndsAreNotTheAuthorizers(String name) throws Exception {
        answer = "HTTP/1.1 200 OK\r\nConnection: x-a\r\nContent-Length: 2\r\nHost: evil\r\n\r\nhi";
        programs.run(
                programs.forwarding(auth("", List.of(name), List.of(name), 0)),
                programs.asking("POST").body("abc"));

        assertThat(lines(shop)).contains("Content-Length: 3", "host: shop.example.com");
        assertThat(lines(authorizer)).contains("content-length: 0", "host: shop.example.com");
    }

    @Test
    void bodyIsForwardedAfterTheCheckWithoutBeingShown() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawBackend reading = reading(bodies)) {
            programs.with(Programs.SHOP, reading);
            programs.run(programs.forwarding(plain()), programs.asking("POST").body(Programs.digits(200_000)));
        }
        assertThat(next(bodies)).isEqualTo(Programs.digits(200_000));
        assertThat(next(asked)).isEmpty();
        assertThat(lines(authorizer)).contains("POST /foo/a?q=1 HTTP/1.1", "content-length: 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1024, 100_000})
    void bodyIsShownUpToItsLimit(int length) throws Exception {
        String body = Programs.digits(length);
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawBackend reading = reading(bodies)) {
            programs.with(Programs.SHOP, reading);
            RuleProgram program = programs.forwarding(withBody(length));
            assertThat(programs.run(program, programs.asking("POST").body(body)).reason())
                    .isNull();
            assertThat(programs.run(program, programs.asking("POST").body(Flux.just(text(body))))
                            .reason())
                    .isNull();
        }
        assertThat(List.of(next(asked), next(asked))).containsExactly(body, body);
        assertThat(List.of(next(bodies), next(bodies))).containsExactly(body, body);
        assertThat(lines(authorizer)).contains("content-length: " + length);
    }

    @Test
    void bodyOverTheLimitIsRefusedAndNotShown() {
        var program = programs.forwarding(withBody(10));
        ProgramResponse known = programs.head(program, programs.asking("POST").body(Programs.digits(11)));
        ProgramResponse chunked = programs.head(
                program, programs.asking("POST").body(Flux.just(text("012345"), text("678910"), text("rest"))));

        assertThat(known.status().code()).isEqualTo(413);
        assertThat(chunked.status().code()).isEqualTo(413);
        assertThat(authorizer.heads()).isEmpty();
        isNotForwarded();
    }

    @Test
    void brokenBodyIsRefused() {
        ProgramResponse response = programs.head(
                programs.forwarding(withBody(10)),
                programs.asking("POST").body(Flux.concat(Flux.just(text("01")), Flux.error(new IOException("gone")))));

        assertThat(response.reason()).isEqualTo("request_broken");
        isNotForwarded();
    }

    @Test
    void authorizerThatCannotBeReachedLetsNothingThrough() throws Exception {
        Programs.refuse(authorizer);
        ProgramResponse response = programs.head(programs.forwarding(plain()), programs.get());

        assertThat(response.status().code()).isEqualTo(503);
        assertThat(response.reason()).isEqualTo("external_auth_failed");
        isNotForwarded();
        assertThat(programs.counters().undecided()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Len", "no HTTP at all\r\n\r\n", "HTTP/1.1 101 X\r\n\r\n"})
    void authorizerThatBreaksOffLetsNothingThrough(String part) throws Exception {
        try (RawBackend broken = new RawBackend(peer -> {
            peer.head();
            peer.write(part);
        })) {
            programs.with(Programs.CART, broken);
            ProgramResponse response = programs.head(programs.forwarding(plain()), programs.get());
            assertThat(response.reason()).isEqualTo("external_auth_failed");
        }
        isNotForwarded();
    }

    @Test
    void authorizerThatLeadsNowhereLetsNothingThrough() {
        var nowhere = new ExternalAuth(
                new ExternalAuthorizer(new ExternalAuthorizer.Http("", List.of(), List.of()), null, 0));
        ProgramResponse response = programs.head(programs.forwarding(nowhere), programs.get());

        assertThat(response.status().code()).isEqualTo(500);
        assertThat(response.reason()).isEqualTo("external_auth_unresolved");
        isNotForwarded();
    }

    @Test
    void authorizerOfABackendLetsNothingThrough() {
        ProgramResponse response =
                programs.head(programs.compile(Programs.rule(List.of(), Programs.toShop(plain()))), programs.get());

        assertThat(response.reason()).isEqualTo("rule_refused");
        isNotForwarded();
    }

    @Test
    void keptConnectionThatTheAuthorizerClosedIsNoRefusal() throws Exception {
        try (RawBackend closing = new RawBackend(peer -> {
            if (peer.readHead()) {
                peer.write(RawBackend.OK);
            }
        })) {
            programs.with(Programs.CART, closing);
            RuleProgram program = programs.forwarding(plain());
            for (int i = 0; i < 20; i++) {
                assertThat(programs.run(program, programs.asking("POST").body("abc"))
                                .reason())
                        .isNull();
            }
        }
    }

    @Test
    void connectionToTheAuthorizerIsKept() {
        answer = response(200, "", Programs.digits(5000));
        RuleProgram program = programs.forwarding(plain());
        for (int i = 0; i < 10; i++) {
            programs.run(program, programs.get());
        }

        assertThat(authorizer.opened()).isEqualTo(1);
    }

    @Test
    void slowAuthorizerIsGivenUpAfterItsTime() throws Exception {
        try (Programs hasty = hasty(Duration.ofMillis(50));
                RawBackend silent = silent()) {
            hasty.with(Programs.SHOP, shop).with(Programs.CART, silent);
            ProgramResponse response = hasty.head(hasty.forwarding(plain()), hasty.get());
            assertThat(response.reason()).isEqualTo("external_auth_failed");
        }
        isNotForwarded();
    }

    @Test
    void timeOfTheCheckIsTimeOfTheRequest() throws Exception {
        try (RawBackend silent = silent()) {
            programs.with(Programs.CART, silent);
            ProgramResponse response = programs.head(within(Duration.ofMillis(50), plain()), programs.get());
            assertThat(response.status().code()).isEqualTo(504);
            assertThat(response.reason()).isEqualTo("request_timeout");
        }
        isNotForwarded();
    }

    @Test
    void timeOfTheBodyIsTimeOfTheRequest() {
        ProgramResponse response = programs.head(
                within(Duration.ofMillis(50), withBody(10)),
                programs.asking("POST").body(Flux.concat(Flux.just(text("01")), Flux.never())));

        assertThat(response.reason()).isEqualTo("request_timeout");
        isNotForwarded();
    }

    @Test
    void clientThatGoesEndsTheCheck() throws Exception {
        try (RawBackend silent = silent()) {
            programs.with(Programs.CART, silent);
            Disposable waiting =
                    programs.start(programs.forwarding(plain()), programs.get()).subscribe();
            next(silent.heads());
            waiting.dispose();
            over.countDown();
            await().until(() -> silent.open() == 0);
        }
        isNotForwarded();
    }

    @Test
    void clientThatGoesWhileItsBodyIsReadIsNotAskedAbout() {
        BlockingQueue<Boolean> cancelled = new LinkedBlockingQueue<>();
        Disposable waiting = programs.start(
                        programs.forwarding(withBody(10)),
                        programs.asking("POST")
                                .body(Flux.concat(Flux.just(text("01")), Flux.<ByteBuf>never())
                                        .doOnCancel(() -> cancelled.add(true))))
                .subscribe();
        waiting.dispose();

        await().until(() -> !cancelled.isEmpty());
        assertThat(authorizer.heads()).isEmpty();
    }

    @Test
    void filtersBeforeTheCheckAreSeenByIt() throws Exception {
        programs.run(
                programs.forwarding(
                        new RequestHeaderModifier(Programs.setting("x-tenant", "before")),
                        new UrlRewrite(new Rewrite("inner.test", new ReplacePrefixMatch("/bar"))),
                        auth("/check", List.of("x-tenant"), List.of(), 0)),
                programs.get().with("x-tenant", "client"));

        assertThat(lines(authorizer)).contains("GET /check/bar/a?q=1 HTTP/1.1", "x-tenant: before", "host: inner.test");
        assertThat(lines(shop)).contains("GET /bar/a?q=1 HTTP/1.1", "x-tenant: before");
    }

    @Test
    void filtersBehindTheCheckAreNotSeenByItAndHaveTheLastWord() throws Exception {
        answer = response(200, "x-user-id: bob\r\n", "");
        programs.run(
                programs.forwarding(
                        auth("", List.of("x-tenant"), List.of("x-user-id"), 0),
                        new RequestHeaderModifier(Programs.setting("x-tenant", "behind")),
                        new RequestHeaderModifier(Programs.setting("x-user-id", "route"))),
                programs.get().with("x-tenant", "client"));

        assertThat(lines(authorizer)).contains("x-tenant: client");
        assertThat(lines(shop)).contains("x-tenant: behind", "x-user-id: route");
    }

    @Test
    void mirrorBeforeTheCheckGetsNothingThatIsRefused() {
        answer = response(403, "", "");
        RouteFilter mirror = new RequestMirror(new Mirror(Programs.SHOP, 1, 1));
        ProgramResponse response = programs.head(programs.forwarding(mirror, plain()), programs.get());
        response.body().discard();

        assertThat(response.status().code()).isEqualTo(403);
        isNotForwarded();
        assertThat(programs.counters().mirrored()).isZero();
    }

    @Test
    void redirectIsOfferedOnlyToWhoIsAllowed() {
        var redirect = new RouteFilter.RequestRedirect(new Redirect("https", "inner.test", null, null, 302));
        RuleProgram program = programs.forwarding(redirect, plain());
        assertThat(programs.head(program, programs.get()).status().code()).isEqualTo(302);

        answer = response(403, "", "");
        ProgramResponse refused = programs.head(program, programs.get());
        refused.body().discard();
        assertThat(refused.headers().contains("location")).isFalse();
    }

    @Test
    void preflightNeedsNoPermissionAndARefusalCanBeReadByTheScript() {
        answer = response(403, "Access-Control-Allow-Origin: https://evil.test\r\n", "");
        var cors = new RouteFilter.Cors(new CorsPolicy(
                List.of("https://a.test"), true, List.of("GET"), List.of(), List.of(), Duration.ofSeconds(5)));
        RuleProgram program = programs.forwarding(plain(), cors);
        ProgramResponse preflight = programs.head(
                program,
                programs.asking("OPTIONS")
                        .with("Origin", "https://a.test")
                        .with("Access-Control-Request-Method", "GET"));
        assertThat(preflight.status().code()).isEqualTo(204);
        assertThat(authorizer.heads()).isEmpty();

        ProgramResponse refused = programs.head(program, programs.get().with("Origin", "https://a.test"));
        refused.body().discard();
        assertThat(refused.headers().getAll("access-control-allow-origin")).containsExactly("https://a.test");
    }

    @Test
    void tunnelIsNotAskedFor() {
        ProgramResponse response = programs.head(programs.forwarding(plain()), programs.asking("CONNECT"));

        assertThat(response.status().code()).isEqualTo(501);
        assertThat(authorizer.heads()).isEmpty();
    }

    @Test
    void upgradeIsAskedAboutAsAPlainRequest() throws Exception {
        try (RawBackend upgrading = new RawBackend(peer -> {
            peer.head();
            peer.write("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            over.await();
        })) {
            programs.with(Programs.SHOP, upgrading);
            ProgramResponse response = programs.head(
                    programs.forwarding(withBody(10)),
                    programs.get()
                            .with("Connection", "upgrade")
                            .with("Upgrade", "websocket")
                            .upgrade("websocket"));
            assertThat(response.status().code()).isEqualTo(101);
            assertThat(response.tunnel()).isNotNull();
            closeTunnel(response);
        }
        assertThat(String.join("\n", lines(authorizer)).toLowerCase(Locale.ROOT))
                .doesNotContain("upgrade");
    }

    private void closeTunnel(ProgramResponse response) {
        var tunnel = response.tunnel();
        if (tunnel != null) {
            programs.loop().execute(tunnel::close);
        }
    }

    private RuleProgram within(Duration request, @Nullable ExternalAuth auth) {
        Rule rule = Programs.rule(auth == null ? List.of() : List.of(auth), Programs.toShop());
        return programs.compile(new Rule(
                rule.id(), null, rule.matches(), rule.filters(), new Timeouts(request, null), null, rule.action()));
    }

    private static Programs hasty(Duration timeout) {
        ProgramSettings usual = ProgramSettings.DEFAULTS;
        return new Programs(new ProgramSettings(
                usual.replayLimit(),
                usual.retryBackoff(),
                usual.retryPercent(),
                usual.retryMinimum(),
                usual.mirrorBuffer(),
                usual.mirrorTimeout(),
                timeout));
    }

    private RawBackend silent() {
        return new RawBackend(peer -> {
            peer.head();
            over.await();
        });
    }

    private static RawBackend reading(BlockingQueue<String> bodies) {
        return new RawBackend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                bodies.add(body(peer, head));
                peer.write(RawBackend.OK);
            }
        });
    }

    private static List<String> lines(RawBackend backend) throws InterruptedException {
        return next(backend.heads()).lines().filter(line -> !line.isEmpty()).toList();
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS), "nothing came");
    }

    private static String body(RawBackend.Peer peer, String head) throws IOException {
        String body = peer.reader().bodyOf(head);
        return HttpReader.isChunked(head) ? HttpReader.contentOf(body) : body;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}

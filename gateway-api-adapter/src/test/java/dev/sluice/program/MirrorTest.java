package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestMirror;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Rule;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** HTTPRequestMirrorFilter, GEP-3171. */
@ExtendWith(LeakDetection.class)
final class MirrorTest {

    private static final BackendId SECOND = new BackendId("default", "second", 80);
    private static final int PART = 16 * 1024;

    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final RawBackend shop = reading();
    private final RawBackend mirror = reading();
    private final RawBackend second = RawBackend.answering();
    private final RawBackend stalled = new RawBackend(peer -> {
        peer.readHead();
        over.await();
    });
    private final Programs programs =
            new Programs().with(Programs.SHOP, shop).with(Programs.CART, mirror).with(SECOND, second);

    @AfterEach
    void close() throws IOException {
        over.countDown();
        programs.close();
        Programs.close(shop, mirror, second, stalled);
    }

    @Test
    void everyMirrorGetsTheRequest() throws Exception {
        RuleProgram program = programs.forwarding(always(Programs.CART), always(SECOND));
        ProgramResponse response = programs.run(program, programs.get().with("x-a", "1"));
        assertThat(response.backend()).isEqualTo("default/shop:80 " + shop.endpoint());
        List<String> original = Programs.lines(shop);
        assertThat(Programs.lines(mirror)).containsExactlyElementsOf(original);
        assertThat(Programs.lines(second)).containsExactlyElementsOf(original);
    }

    @Test
    void mirrorSeesWhatTheFiltersBeforeItMade() throws Exception {
        RuleProgram program = programs.forwarding(
                new RequestHeaderModifier(Programs.setting("x-a", "before")),
                always(Programs.CART),
                new RequestHeaderModifier(Programs.setting("x-a", "after")),
                new UrlRewrite(new Rewrite("inner.test", new ReplacePrefixMatch("/bar"))));
        programs.run(program, programs.get());
        assertThat(Programs.lines(mirror)).contains("GET /foo/a?q=1 HTTP/1.1", "x-a: before", "host: shop.example.com");
        assertThat(Programs.lines(shop)).contains("GET /bar/a?q=1 HTTP/1.1", "x-a: after", "host: inner.test");
    }

    @Test
    void mirrorOfABackendComesAfterTheFiltersOfTheRule() throws Exception {
        RuleProgram program = programs.compile(Programs.rule(
                List.of(new RequestHeaderModifier(Programs.setting("x-a", "rule"))),
                Programs.toShop(always(Programs.CART))));
        programs.run(program, programs.get());
        assertThat(Programs.lines(mirror)).contains("x-a: rule");
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 0, 0", "1, 2, 200, 60", "25, 100, 100, 52", "100, 100, 400, 0"})
    void shareOfTheRequestsIsDrawn(int numerator, int denominator, int expected, int sixSigma) {
        RuleProgram program = programs.forwarding(new RequestMirror(new Mirror(SECOND, numerator, denominator)));
        IntStream.range(0, 400).forEach(i -> programs.run(program, programs.get()));
        assertThat((int) programs.counters().mirrored()).isCloseTo(expected, within(sixSigma));
        await().untilAsserted(() ->
                assertThat(second.heads()).hasSize((int) programs.counters().mirrored()));
    }

    @Test
    void bodyIsMirrored() throws Exception {
        String body = Programs.digits(100_000);
        ProgramResponse response = programs.run(
                programs.forwarding(always(Programs.CART)),
                programs.asking("POST").with("Content-Length", "100000").body(pooled(body)));
        assertThat(response.status().code()).isEqualTo(200);
        assertThat(List.of(bodies.take(), bodies.take())).containsExactly(body, body);
    }

    @Test
    void bodyIsMirroredWholeWhereTheBackendCannotBeReached() throws Exception {
        RawBackend gone = new RawBackend(_ -> {});
        gone.close();
        String body = Programs.digits(60_000);
        try (Programs own = new Programs().with(Programs.SHOP, gone).with(Programs.CART, mirror)) {
            ProgramResponse response = own.run(
                    own.forwarding(always(Programs.CART)),
                    own.asking("POST").with("Content-Length", "60000").body(pooled(body)));

            assertThat(response.status().code()).isEqualTo(502);
            assertThat(bodies.poll(20, TimeUnit.SECONDS)).isEqualTo(body);
        }
    }

    @Test
    void bodyThatIsSentAgainIsMirroredOnce() throws Exception {
        RawBackend broken = new RawBackend(peer -> {
            peer.readHead();
            peer.in().readNBytes(1000);
            peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
        });
        programs.with(Programs.SHOP, broken);
        String body = Programs.digits(1000);
        Rule rule = Programs.rule(List.of(always(Programs.CART)), Programs.toShop());
        RuleProgram program = programs.compile(new Rule(
                rule.id(),
                null,
                rule.matches(),
                rule.filters(),
                rule.timeouts(),
                new Retry(Set.of(503), 2, Duration.ofMillis(1)),
                rule.action()));
        ProgramResponse response = programs.run(
                program, programs.asking("POST").with("Content-Length", "1000").body(pooled(body)));
        assertThat(response.status().code()).isEqualTo(503);
        assertThat(broken.opened()).isEqualTo(3);
        assertThat(bodies.take()).isEqualTo(body);
        assertThat(mirror.heads()).hasSize(1);
        broken.close();
    }

    @Test
    void mirrorThatTakesNothingIsGivenUpAndSlowsNothing() {
        programs.with(Programs.CART, stalled);
        int parts = 1024;
        ProgramResponse response = programs.run(
                programs.forwarding(always(Programs.CART)),
                programs.asking("POST")
                        .with("Content-Length", Integer.toString(parts * PART))
                        .body(Flux.range(0, parts).map(i -> zeros())));
        assertThat(response.status().code()).isEqualTo(200);
        assertThat(programs.counters().droppedMirrors()).isEqualTo(1);
    }

    @Test
    void mirrorThatCannotBeReachedIsNotSeen() throws Exception {
        Programs.refuse(mirror);
        ProgramResponse response = programs.run(
                programs.forwarding(always(Programs.CART)),
                programs.asking("POST").with("Content-Length", "1000").body(pooled(Programs.digits(1000))));
        assertThat(response.status().code()).isEqualTo(200);
        await().until(() -> programs.counters().failedMirrors() == 1);
    }

    @Test
    void longResponseOfAMirrorIsReadAndThrownAway() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        try (RawBackend talkative = new RawBackend(peer -> {
            while (peer.readHead()) {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000));
                written.countDown();
            }
        })) {
            programs.with(Programs.CART, talkative);
            RuleProgram program = programs.forwarding(always(Programs.CART));
            programs.run(program, programs.get());
            written.await();
            await().untilAsserted(() -> {
                programs.run(program, programs.get());
                assertThat(talkative.heads().size()).isGreaterThan(talkative.opened());
            });
        }
    }

    @Test
    void clientThatGoesTakesItsMirrorsAlong() throws Exception {
        try (RawBackend silent = new RawBackend(peer -> {
            peer.readHead();
            peer.in().transferTo(OutputStream.nullOutputStream());
        })) {
            programs.with(Programs.SHOP, silent).with(Programs.CART, silent);
            Disposable running = programs.start(programs.forwarding(always(Programs.CART)), programs.get())
                    .subscribe();
            await().until(() -> silent.heads().size() == 2);
            running.dispose();
            await().until(() -> silent.open() == 0);
        }
    }

    @Test
    void bodyThatBreaksOffEndsTheMirrorToo() {
        ProgramResponse response = programs.run(
                programs.forwarding(always(Programs.CART)),
                programs.asking("POST")
                        .with("Content-Length", "100000")
                        .body(Flux.concat(
                                pooled(Programs.digits(50_000)), Flux.error(new IOException("the client went")))));
        assertThat(response.reason()).isEqualTo("request_broken");
        await().until(() -> mirror.open() == 0);
        assertThat(bodies).allMatch(body -> body.length() < 100_000);
    }

    @Test
    void mirrorThatLeadsBackHereEnds() throws Exception {
        RuleProgram program = programs.forwarding(always(Programs.CART));
        programs.run(
                program,
                programs.get().with("Via", "1.1 sluice, 1.1 other").with("Via", "1.1 sluice, 2 sluice, 2 sluice"));
        assertThat(programs.counters().mirrored()).isEqualTo(1);
        programs.run(program, programs.get().with("Via", "1.1 sluice, 1.1 sluice, 2 sluice, 2 sluice, 2 sluice"));
        assertThat(programs.counters().mirrored()).isEqualTo(1);
    }

    @Test
    void whatIsNotForwardedIsNotMirrored() {
        programs.run(
                programs.forwarding(
                        always(Programs.CART), new RequestRedirect(new Redirect(null, "a.test", null, null, 302))),
                programs.get());
        assertThat(programs.counters().mirrored()).isZero();
    }

    private static RequestMirror always(BackendId backend) {
        return new RequestMirror(new Mirror(backend, 100, 100));
    }

    private static Flux<ByteBuf> pooled(String text) {
        return Flux.range(0, (text.length() + PART - 1) / PART).map(i -> {
            ByteBuf part = PooledByteBufAllocator.DEFAULT.buffer();
            part.writeCharSequence(
                    text.substring(i * PART, Math.min(text.length(), (i + 1) * PART)), StandardCharsets.US_ASCII);
            return part;
        });
    }

    private static ByteBuf zeros() {
        return PooledByteBufAllocator.DEFAULT.buffer(PART).writeZero(PART);
    }

    /** Keeps bodies with Content-Length and answers. */
    private RawBackend reading() {
        return new RawBackend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                int length = head.lines()
                        .filter(line -> line.startsWith("Content-Length: "))
                        .mapToInt(line -> Integer.parseInt(line.substring(16)))
                        .findFirst()
                        .orElse(0);
                if (length > 0) {
                    bodies.add(new String(peer.in().readNBytes(length), StandardCharsets.US_ASCII));
                }
                peer.write(RawBackend.OK);
            }
        });
    }
}

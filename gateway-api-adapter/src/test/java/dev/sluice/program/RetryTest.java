package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.Issuers;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import dev.sluice.upstream.RawHttp2;
import dev.sluice.upstream.RawHttp2.Frame;
import dev.sluice.upstream.TlsSockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** HTTPRouteRetry, GEP-1731; the cases with codes are those of the conformance test HTTPRouteRetry. */
@ExtendWith(LeakDetection.class)
final class RetryTest {

    private static final Set<Integer> ALL = Set.of(500, 502, 503, 504);
    private static final String LONG_FAILURE =
            "HTTP/1.1 503 No\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final List<RawBackend> backends = new ArrayList<>();
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Programs programs = new Programs();

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(backends.toArray(RawBackend[]::new));
    }

    @Nested
    final class Codes {

        @ParameterizedTest
        @CsvSource({
            "500, 2, 3, 200, 3",
            "500, 4, 3, 500, 4",
            "502, 1, 2, 200, 2",
            "503, 3, 2, 503, 3",
            "504, 1, 2, 200, 2",
            "501, 1, 3, 501, 1",
            "404, 1, 3, 404, 1",
            "500, 1, 0, 500, 1",
        })
        void responseWithANamedCodeIsTriedAgain(int code, int failing, int attempts, int status, int tries) {
            backend(failing(failing, code));
            ProgramResponse response = programs.run(retrying(ALL, attempts), programs.get());
            assertThat(response.status().code()).isEqualTo(status);
            assertThat(asked).hasValue(tries);
        }

        @Test
        void ruleWithoutRetryHandsEveryResponseOn() {
            backend(failing(1, 503));
            assertThat(programs.run(programs.forwarding(), programs.get())
                            .status()
                            .code())
                    .isEqualTo(503);
        }

        @Test
        void nextTryGoesToAnotherEndpoint() {
            RawBackend broken = backend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                }
            });
            RawBackend well = RawBackend.answering();
            backends.add(well);
            programs.with(Programs.SHOP, broken, well);
            RuleProgram program = retrying(ALL, 1);
            for (int i = 0; i < 40; i++) {
                assertThat(programs.run(program, programs.get()).status().code())
                        .isEqualTo(200);
            }
            assertThat(broken.heads()).isNotEmpty();
        }

        @Test
        void namedCodeOfANonIdempotentRequestIsTriedAgainWithItsBody() {
            backend(failing(2, 503));
            String body = Programs.digits(60_000);
            ProgramResponse response =
                    programs.run(retrying(ALL, 3), programs.asking("POST").body(body));
            assertThat(response.status().code()).isEqualTo(200);
            assertThat(bodies).containsExactly(body, body, body);
        }

        @Test
        void longBodyThatWasReadIsNotSentAgain() {
            backend(failing(1, 503));
            String body = Programs.digits(200_000);
            ProgramResponse response =
                    programs.run(retrying(ALL, 3), programs.asking("PUT").body(body));
            assertThat(response.status().code()).isEqualTo(503);
            assertThat(bodies).containsExactly(body);
        }

        @Test
        void responseThatIsNotHandedOnIsReadSoThatItsConnectionStays() {
            RawBackend backend = backend(peer -> {
                while (peer.readHead()) {
                    boolean first = asked.getAndIncrement() == 0;
                    peer.write(first ? LONG_FAILURE : RawBackend.OK);
                }
            });
            RuleProgram program = programs.retrying(new Retry(ALL, 1, Duration.ofSeconds(1)), Timeouts.UNSET);
            assertThat(programs.run(program, programs.get()).status().code()).isEqualTo(200);
            assertThat(backend.opened()).isEqualTo(1);
        }

        private RawBackend.Script failing(int times, int code) {
            return peer -> {
                while (readRequest(peer)) {
                    boolean fails = asked.getAndIncrement() < times;
                    peer.write(fails ? "HTTP/1.1 " + code + " No\r\nContent-Length: 0\r\n\r\n" : RawBackend.OK);
                }
            };
        }
    }

    @Nested
    final class BrokenConnections {

        @Test
        void idempotentRequestIsTriedAgain() {
            backend(breaking(2));
            assertThat(programs.run(retrying(Set.of(), 2), programs.get())
                            .status()
                            .code())
                    .isEqualTo(200);
        }

        @Test
        void attemptsEnd() {
            backend(breaking(3));
            assertThat(programs.run(retrying(Set.of(), 2), programs.get()).reason())
                    .isEqualTo("upstream_broken");
            assertThat(asked).hasValue(3);
        }

        @Test
        void requestThatTheBackendMayHaveActedOnIsNotTriedAgain() {
            backend(breaking(1));
            ProgramResponse response =
                    programs.run(retrying(ALL, 3), programs.asking("POST").body("order"));
            assertThat(response.reason()).isEqualTo("upstream_broken");
            assertThat(asked).hasValue(1);
        }

        @Test
        void withoutRetryItIsNotTriedAgain() {
            backend(breaking(1));
            assertThat(programs.run(programs.forwarding(), programs.get()).reason())
                    .isEqualTo("upstream_broken");
            assertThat(asked).hasValue(1);
        }

        @Test
        void unreachableEndpointIsLeftForAnother() throws IOException {
            RawBackend gone = backend(breaking(0));
            RawBackend well = RawBackend.answering();
            backends.add(well);
            Programs.refuse(gone);
            programs.with(Programs.SHOP, gone, well);
            for (RuleProgram program : List.of(programs.forwarding(), retrying(Set.of(), 3))) {
                for (int i = 0; i < 20; i++) {
                    ProgramResponse response =
                            programs.run(program, programs.asking("POST").body("order"));
                    assertThat(response.status().code()).isEqualTo(200);
                }
            }
        }

        /** Such as one that does not speak TLS. */
        @Test
        void endpointWithoutTlsIsLeftForAnother() {
            X509Bundle issuer = Issuers.root("ca");
            RawBackend plain = new RawBackend(peer -> peer.write(RawBackend.OK));
            RawBackend well = RawBackend.answering(TlsSockets.of(Issuers.issued(issuer, "shop.example.com")));
            backends.addAll(List.of(plain, well));
            var names = List.of(new SubjectName(SubjectName.Type.HOSTNAME, "shop.example.com"));
            BackendTls tls = new BackendTls("shop.example.com", names, Issuers.trust(issuer), null);
            programs.with(Programs.SHOP, tls, plain, well);
            for (RuleProgram program : List.of(programs.forwarding(), retrying(Set.of(), 3))) {
                for (int i = 0; i < 20; i++) {
                    ProgramResponse response =
                            programs.run(program, programs.asking("POST").body("order"));
                    assertThat(response.status().code()).isEqualTo(200);
                }
            }
        }

        @Test
        void withoutAttemptsNothingIsSentTwice() throws IOException {
            RawBackend gone = backend(breaking(0));
            Programs.refuse(gone);
            assertThat(programs.run(retrying(ALL, 0), programs.get()).reason()).isEqualTo("upstream_connect");
            assertThat(programs.counters().repeats()).isZero();
        }

        @Test
        void backendWithoutEndpointIsNotAskedAgain() {
            programs.with(Programs.SHOP);
            assertThat(programs.run(retrying(ALL, 3), programs.get()).reason()).isEqualTo("no_endpoint");
            assertThat(programs.counters().repeats()).isZero();
        }

        @Test
        void keptConnectionThatWasClosedIsMadeUpForWithoutARule() {
            backend(peer -> {
                if (readRequest(peer)) {
                    peer.write(RawBackend.OK);
                }
                if (peer.readHead()) {
                    asked.incrementAndGet();
                }
            });
            RuleProgram program = programs.forwarding();
            programs.run(program, programs.get());
            ProgramResponse put = programs.run(program, programs.asking("PUT").body("whole"));
            assertThat(put.status().code()).isEqualTo(200);
            assertThat(asked).hasValue(1);
            assertThat(bodies).containsExactly("whole");
            programs.run(program, programs.get());
            ProgramResponse post = programs.run(program, programs.asking("POST").body("order"));
            assertThat(post.reason()).isEqualTo("upstream_broken");
            assertThat(bodies).containsExactly("whole");
        }

        @Test
        void keptConnectionThatWasClosedDoesNotMakeARequestSafe() {
            backend(peer -> {
                if (peer.readHead()) {
                    peer.write(RawBackend.OK);
                }
                if (readRequest(peer)) {}
            });
            RuleProgram program = retrying(ALL, 3);
            programs.run(program, programs.get());
            ProgramResponse post = programs.run(program, programs.asking("POST").body("order"));
            assertThat(post.reason()).isEqualTo("upstream_broken");
            assertThat(bodies).containsExactly("order");
        }

        /** Reads a request, answers nothing and closes the connection; so many times. */
        private RawBackend.Script breaking(int times) {
            return peer -> {
                while (readRequest(peer)) {
                    if (asked.getAndIncrement() < times) {
                        return;
                    }
                    peer.write(RawBackend.OK);
                }
            };
        }
    }

    @Nested
    final class Backoff {

        @Test
        void eachWaitIsAtLeastTheBackoffAndGrows() {
            RetryPolicy policy =
                    RetryPolicy.compile(new Retry(Set.of(), 5, Duration.ofMillis(100)), ProgramSettings.DEFAULTS);
            long[] least = {100, 200, 400, 800, 1000, 1000};
            for (int repeat = 1; repeat <= least.length; repeat++) {
                long base = Duration.ofMillis(least[repeat - 1]).toNanos();
                for (int i = 0; i < 100; i++) {
                    assertThat(policy.delay(repeat)).isBetween(base, base + base / 2);
                }
            }
        }

        @Test
        void longestBackoffDoesNotOverflow() {
            RetryPolicy policy =
                    RetryPolicy.compile(new Retry(Set.of(), 100, Duration.ofHours(99_999)), ProgramSettings.DEFAULTS);
            assertThat(policy.delay(100)).isPositive();
        }

        @Test
        void ruleThatSaysNothingRepeatsAtOnce() {
            assertThat(RetryPolicy.compile(null, ProgramSettings.DEFAULTS).delay(2))
                    .isZero();
        }

        @Test
        void triesAreApart() throws Exception {
            BlockingQueue<Long> times = new LinkedBlockingQueue<>();
            backend(peer -> {
                while (peer.readHead()) {
                    times.add(System.nanoTime());
                    peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                }
            });
            programs.run(programs.retrying(new Retry(ALL, 2, Duration.ofMillis(60)), Timeouts.UNSET), programs.get());
            long first = times.take();
            long second = times.take();
            assertThat(second - first).isGreaterThan(Duration.ofMillis(60).toNanos());
            assertThat(times.take() - second)
                    .isGreaterThan(Duration.ofMillis(120).toNanos());
        }

        @Test
        void clientThatGoesEndsTheTries() {
            backend(peer -> {
                while (peer.readHead()) {
                    asked.incrementAndGet();
                    peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                }
            });
            RuleProgram program = programs.retrying(new Retry(ALL, 100, Duration.ofMillis(100)), Timeouts.UNSET);
            Disposable running = programs.start(program, programs.get()).subscribe();
            await().until(() -> programs.counters().repeats() > 0);
            running.dispose();
            int before = asked.get();
            await().during(Duration.ofMillis(400)).until(() -> asked.get() <= before + 1);
        }
    }

    /** HTTP/2 says which requests were not processed: they may be sent again whatever they ask for. */
    @Nested
    final class TurnedBack {

        /** Turns the first request back, when as many octets of its body are here; answers the others. */
        private RuleProgram turningBackAt(int octets, TurnBack how) {
            RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                int came = 0;
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    came += frame.type() == RawHttp2.DATA ? frame.payload().remaining() : 0;
                    if (came >= octets && (frame.ends() || octets > 0) && asked.getAndIncrement() == 0) {
                        how.write(wire, frame.stream());
                    } else if (frame.ends()) {
                        bodies.add(String.valueOf(came));
                        wire.answer(frame.stream());
                    }
                    came = frame.ends() ? 0 : came;
                }
            });
            backends.add(backend);
            programs.with(Programs.SHOP, BackendProtocol.H2C, backend);
            return programs.forwarding();
        }

        private int status(RuleProgram program, String method, int length) {
            return programs.run(program, programs.asking(method).body(Programs.digits(length)))
                    .status()
                    .code();
        }

        @ParameterizedTest
        @EnumSource(names = {"REFUSED_STREAM", "GOAWAY"})
        void requestWhoseBodyIsWholeIsSentAgain(TurnBack how) throws Exception {
            RuleProgram program = turningBackAt(0, how);
            assertThat(status(program, "POST", 3000)).isEqualTo(200);
            assertThat(programs.counters().repeats()).isEqualTo(1);
            assertThat(bodies.take()).isEqualTo("3000");
        }

        @Test
        void requestOfWhichMoreIsGoneThanIsKeptIsNotSentAgain() {
            RuleProgram program = turningBackAt(65_535, TurnBack.REFUSED_STREAM);
            assertThat(status(program, "POST", 300_000)).isEqualTo(502);
            assertThat(programs.counters().repeats()).isZero();
        }

        @Test
        void requestThatMayHaveBeenProcessedIsNotSentAgain() {
            RuleProgram program = turningBackAt(0, TurnBack.INTERNAL_ERROR);
            assertThat(status(program, "POST", 3000)).isEqualTo(502);
            assertThat(programs.counters().repeats()).isZero();
        }
    }

    /** How a backend does not answer a request. */
    enum TurnBack {
        REFUSED_STREAM,
        INTERNAL_ERROR,
        GOAWAY;

        void write(RawHttp2 wire, int stream) throws IOException {
            switch (this) {
                case REFUSED_STREAM -> wire.write(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 7});
                case INTERNAL_ERROR -> wire.write(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 2});
                case GOAWAY -> wire.write(RawHttp2.GOAWAY, 0, 0, new byte[8]);
            }
        }
    }

    @Nested
    final class Budget {

        @Test
        void onlyAPartOfTheRequestsIsRetriedAtOneTime() {
            backend(peer -> {
                while (peer.readHead()) {
                    asked.incrementAndGet();
                    peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                }
            });
            RuleProgram program = programs.retrying(new Retry(ALL, 1, Duration.ofMillis(500)), Timeouts.UNSET);
            List<Integer> statuses = Flux.range(0, 100)
                    .flatMap(i -> programs.start(program, programs.get()), 100)
                    .doOnNext(response -> response.body().discard())
                    .map(response -> response.status().code())
                    .collectList()
                    .block(Programs.PATIENCE);
            assertThat(statuses).hasSize(100).containsOnly(503);
            assertThat(programs.counters().repeats()).isBetween(10L, 20L);
            assertThat(programs.counters().refusedRetries()).isBetween(80L, 90L);
        }

        @Test
        void placesAreGivenBack() {
            RetryBudget budget = new ConcurrentRetries(20, 1);
            for (int i = 0; i < 10; i++) {
                budget.begin();
            }
            assertThat(List.of(budget.take(false), budget.take(false), budget.take(false)))
                    .containsExactly(true, true, false);
            budget.end(true);
            assertThat(budget.take(false)).isFalse();
            budget.end(true);
            assertThat(budget.take(false)).isTrue();
        }
    }

    @Test
    void partsThatAreOnTheirWayAreKeptForTheNextTry() {
        backend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                if (asked.getAndIncrement() == 0) {
                    peer.in().readNBytes(8);
                    return;
                }
                readBody(peer, head);
                peer.write(RawBackend.OK);
            }
        });
        Flux<ByteBuf> slow = Flux.just("0123", "4567", "89ab", "cdef")
                .delayElements(Duration.ofMillis(30))
                .<ByteBuf>map(part -> Unpooled.copiedBuffer(part, StandardCharsets.US_ASCII))
                .publishOn(Schedulers.fromExecutor(programs.loop()));
        ProgramResponse response = programs.run(
                retrying(Set.of(), 2),
                programs.asking("PUT").with("Content-Length", "16").body(slow));
        assertThat(response.status().code()).isEqualTo(200);
        assertThat(bodies).containsExactly("0123456789abcdef");
    }

    private RawBackend backend(RawBackend.Script script) {
        RawBackend backend = new RawBackend(script);
        backends.add(backend);
        programs.with(Programs.SHOP, backend);
        return backend;
    }

    private RuleProgram retrying(Set<Integer> codes, int attempts) {
        return programs.retrying(new Retry(codes, attempts, SHORT), Timeouts.UNSET);
    }

    /** Reads the next request and keeps its body; false at the end of the connection. */
    private boolean readRequest(Peer peer) throws IOException {
        String head = peer.head();
        readBody(peer, head);
        return !head.isEmpty();
    }

    /** Keeps the body of a request with Content-Length. */
    private void readBody(Peer peer, String head) throws IOException {
        int length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        if (length > 0) {
            bodies.add(new String(peer.in().readNBytes(length), StandardCharsets.US_ASCII));
        }
    }
}

package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections and those who wait for them are bounded over all event loops, and no right to one is lost. */
final class LimitTest extends UpstreamFixture {

    private static UpstreamRequest on(int loop) {
        return on(loop(loop), HttpMethod.GET, "/", RequestBody.NONE);
    }

    /** Answers when the gate opens. */
    private static RawBackend gated(CountDownLatch gate) {
        return new RawBackend(peer -> {
            while (peer.readHead()) {
                gate.await();
                peer.write(RawBackend.OK);
            }
        });
    }

    private static CompletableFuture<@Nullable UpstreamOutcome> startWhole(Upstream upstream, UpstreamRequest request) {
        return upstream.exchange(request, Try.FIRST).flatMap(LimitTest::whole).toFuture();
    }

    private static Mono<UpstreamOutcome> whole(UpstreamOutcome outcome) {
        return outcome instanceof Received received
                ? received.body().content().doOnNext(part -> part.release()).then(Mono.just(outcome))
                : Mono.just(outcome);
    }

    @Nested
    final class Full {

        @Test
        void tooManyAndTooLongWaitersAreAnswered() throws Exception {
            use(Limits.USUAL.withConnections(1).withPending(1));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = gated(gate)) {
                Upstream upstream = serve(backend);
                var running = startWhole(upstream, on(0));
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 1);
                var waiting = startWhole(upstream, on(0));
                await().atMost(PATIENCE).until(() -> upstream.view().pending() == 1);
                var refused = failed(exchange(upstream, on(1)));
                assertThat(refused.answer()).isEqualTo(Answer.UPSTREAM_FULL);
                assertThat(refused.progress()).isEqualTo(Progress.NOT_SENT);
                assertThat(answer(outcome(waiting))).isEqualTo(Answer.UPSTREAM_FULL);
                gate.countDown();
                assertThat(received(outcome(running)).status().code()).isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void waiterIsServedWhenAConnectionOfItsLoopIsFree() throws Exception {
            use(Limits.USUAL.withConnections(1));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = gated(gate)) {
                Upstream upstream = serve(backend);
                var all =
                        List.of(startWhole(upstream, on(0)), startWhole(upstream, on(0)), startWhole(upstream, on(0)));
                await().atMost(PATIENCE).until(() -> upstream.view().pending() == 2);
                gate.countDown();
                for (var each : all) {
                    assertThat(received(outcome(each)).status().code()).isEqualTo(200);
                }
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void waiterIsServedWhenAConnectionOfAnotherLoopIsFree() throws Exception {
            use(Limits.USUAL.withConnections(1));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = gated(gate)) {
                Upstream upstream = serve(backend);
                var first = startWhole(upstream, on(0));
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 1);
                var other = startWhole(upstream, on(1));
                await().atMost(PATIENCE).until(() -> upstream.view().pending() == 1);
                gate.countDown();
                assertThat(received(outcome(first)).status().code()).isEqualTo(200);
                assertThat(received(outcome(other)).status().code()).isEqualTo(200);
                await().atMost(PATIENCE).until(() -> backend.open() == 1);
            }
        }

        @Test
        void unusedConnectionOfAnotherLoopMakesRoom() throws Exception {
            use(Limits.USUAL.withConnections(1));
            try (RawBackend backend = RawBackend.answering()) {
                Upstream upstream = serve(backend);
                for (int i = 0; i < 10; i++) {
                    assertThat(received(exchange(upstream, on(i % 2))).status().code())
                            .isEqualTo(200);
                }
                assertThat(upstream.view().open()).isEqualTo(1);
            }
        }

        @Test
        void oneWaiterTakesTheRoomOfOneConnection() throws Exception {
            use(Limits.USUAL.withConnections(4));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = gated(gate)) {
                Upstream upstream = serve(backend);
                var all = List.of(
                        startWhole(upstream, on(0)),
                        startWhole(upstream, on(0)),
                        startWhole(upstream, on(0)),
                        startWhole(upstream, on(0)));
                await().atMost(PATIENCE).until(() -> backend.heads().size() == 4);
                gate.countDown();
                for (var each : all) {
                    received(outcome(each));
                }
                await().atMost(PATIENCE).until(() -> upstream.view().unused() == 4);
                received(exchange(upstream, on(1)));
                assertThat(upstream.view().open()).isEqualTo(4);
                assertThat(backend.opened()).isEqualTo(5);
            }
        }

        @Test
        void waiterThatIsCancelledIsCountedOut() throws Exception {
            use(Limits.USUAL.withConnections(1).withPending(1));
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = gated(gate)) {
                Upstream upstream = serve(backend);
                var running = startWhole(upstream, on(0));
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 1);
                for (int i = 0; i < 5; i++) {
                    Disposable waiter = upstream.exchange(on(i % 2), Try.FIRST).subscribe();
                    await().atMost(PATIENCE).until(() -> upstream.view().pending() == 1);
                    waiter.dispose();
                    await().atMost(PATIENCE).until(() -> upstream.view().pending() == 0);
                }
                gate.countDown();
                assertThat(received(outcome(running)).status().code()).isEqualTo(200);
                assertThat(backend.heads()).hasSize(1);
            }
        }
    }

    @Nested
    final class Turmoil {

        /** Answers, dawdles, breaks off, closes, adds bytes: at random. */
        private RawBackend moody() {
            return new RawBackend(peer -> {
                while (peer.readHead()) {
                    switch (ThreadLocalRandom.current().nextInt(8)) {
                        case 0 -> {
                            return;
                        }
                        case 1 -> peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                        case 2 -> peer.write(RawBackend.OK + "x");
                        case 3 -> {
                            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                            return;
                        }
                        case 4 -> {
                            Thread.sleep(ThreadLocalRandom.current().nextInt(5));
                            peer.write(RawBackend.OK);
                        }
                        default -> peer.write(RawBackend.OK);
                    }
                }
            });
        }

        @Test
        void leavesNothingCounted() throws Exception {
            use(Limits.USUAL.withConnections(3).withPending(1000));
            AtomicInteger most = new AtomicInteger();
            try (RawBackend backend = moody()) {
                Upstream upstream = serve(backend);
                Flux.range(0, 6000)
                        .flatMap(
                                i -> {
                                    most.accumulateAndGet(upstream.view().open(), Math::max);
                                    return upstream.exchange(on(i % 2), new Try(List.of(), i % 7 == 0))
                                            .flatMap(LimitTest::whole)
                                            .onErrorComplete()
                                            .timeout(Duration.ofMillis(1 + i % 50), Mono.empty());
                                },
                                40)
                        .blockLast(Duration.ofSeconds(60));
                await().atMost(PATIENCE).until(() -> {
                    UpstreamView view = upstream.view();
                    return view.pending() == 0 && view.running() == 0 && view.open() == view.unused();
                });
                assertThat(most.get()).isEqualTo(3);
                List<CompletableFuture<@Nullable UpstreamOutcome>> last = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    last.add(startWhole(upstream, on(i % 2)));
                }
                for (var each : last) {
                    each.handle((outcome, error) -> true).get(20, TimeUnit.SECONDS);
                }
                serve(RawBackend.answering());
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 0);
            }
        }
    }
}

package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.RawHttp2.Frame;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** HTTP/2 connections: how many there are, what becomes of them, and of what they carry when they end. */
@SuppressWarnings("FutureReturnValueIgnored") // What does not arrive is seen.
final class Http2PoolTest extends UpstreamFixture {

    private Upstream serve(H2cBackend backend) {
        return serve(BackendProtocol.H2C, backend.endpoint());
    }

    private UpstreamOutcome exchange(H2cBackend backend, UpstreamRequest request) {
        return exchange(serve(backend), request);
    }

    private UpstreamOutcome exchangeUnread(H2cBackend backend) {
        return requireNonNull(serve(backend).exchange(get(), Try.FIRST).block(PATIENCE));
    }

    @Nested
    final class Connections {

        @Test
        void oneCarriesAllUpToTheLimitOfTheBackend() throws Exception {
            Queue<H2cBackend.Request> held = new ConcurrentLinkedQueue<>();
            try (H2cBackend backend = new H2cBackend(3, held::add)) {
                Upstream upstream = serve(backend);
                List<CompletableFuture<@Nullable UpstreamOutcome>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    all.add(start(upstream, get()));
                }
                await().atMost(PATIENCE).until(() -> held.size() == 8);
                assertThat(backend.opened()).isEqualTo(3);
                held.forEach(request -> request.head(200, true));
                for (var each : all) {
                    received(outcome(each)).body().discard();
                }
                await().atMost(PATIENCE).until(() -> upstream.view().equals(new UpstreamView(SHOP, 3, 3, 0, 0, 1, 0)));
            }
        }

        @Test
        void waiterTakesTheStreamThatEnds() throws Exception {
            use(Limits.USUAL.withConnections(1));
            Queue<H2cBackend.Request> held = new ConcurrentLinkedQueue<>();
            try (H2cBackend backend = new H2cBackend(1, held::add)) {
                Upstream upstream = serve(backend);
                var first = start(upstream, get());
                await().atMost(PATIENCE).until(() -> held.size() == 1);
                var second = start(upstream, get());
                await().atMost(PATIENCE).until(() -> upstream.view().pending() == 1);
                held.remove().head(200, true);
                received(outcome(first)).body().discard();
                await().atMost(PATIENCE).until(() -> held.size() == 1);
                held.remove().head(204, true);
                assertThat(received(outcome(second)).status().code()).isEqualTo(204);
                received(outcome(second)).body().discard();
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void cancelResetsTheStreamAndKeepsTheConnection() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> request.head(200, request.number() > 0))) {
                received(exchangeUnread(backend)).body().content().subscribe().dispose();
                await().atMost(PATIENCE).until(() -> backend.resets() == 1);
                exchange(backend, get());
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void unusedOneIsClosed() throws Exception {
            use(Limits.USUAL.withIdle(Duration.ofMillis(200)));
            try (H2cBackend backend = H2cBackend.answering()) {
                exchange(backend, get());
                await().atMost(PATIENCE).until(() -> backend.connections().isEmpty());
            }
        }

        @Test
        void ofARemovedEndpointIsClosed() throws Exception {
            try (H2cBackend backend = H2cBackend.answering();
                    RawBackend other = RawBackend.answering()) {
                exchange(backend, get());
                exchange(serve(other), get());
                await().atMost(PATIENCE).until(() -> backend.connections().isEmpty());
            }
        }
    }

    @Nested
    final class Faults {

        @Test
        void refusedStreamHasNotBeenProcessed() throws Exception {
            try (H2cBackend backend = new H2cBackend(
                    100,
                    request -> request.stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM)))) {
                assertThat(failed(exchange(backend, get())).progress()).isEqualTo(Progress.NOT_SENT);
            }
        }

        @Test
        void resetStreamMayHaveBeenProcessed() throws Exception {
            try (H2cBackend backend = new H2cBackend(
                    100,
                    request -> request.stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR)))) {
                var failed = failed(exchange(backend, get()));
                assertThat(failed.progress()).isEqualTo(Progress.SENT);
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @Test
        void goAwayLetsEarlierStreamsEndAndTurnsLaterOnesBack() throws Exception {
            Queue<H2cBackend.Request> held = new ConcurrentLinkedQueue<>();
            try (H2cBackend backend = new H2cBackend(100, held::add)) {
                Upstream upstream = serve(backend);
                var first = start(upstream, get());
                await().atMost(PATIENCE).until(() -> held.size() == 1);
                var second = start(upstream, get());
                await().atMost(PATIENCE).until(() -> held.size() == 2);
                H2cBackend.Request earlier = held.remove();
                earlier.goAway();
                assertThat(failed(outcome(second)).progress()).isEqualTo(Progress.NOT_SENT);
                var third = start(upstream, get());
                await().atMost(PATIENCE).until(() -> backend.opened() == 2 && held.size() == 2);
                earlier.head(200, true);
                assertThat(received(outcome(first)).status().code()).isEqualTo(200);
                received(outcome(first)).body().discard();
                await().atMost(PATIENCE).until(() -> backend.connections().size() == 1);
                held.forEach(request -> request.head(200, true));
                received(outcome(third)).body().discard();
            }
        }

        @Test
        void backendThatDiesInABodyBreaksIt() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false);
                request.body("abc", false);
                request.stream().parent().close();
            })) {
                var outcome = exchangeUnread(backend);
                assertThatThrownBy(() -> body(outcome)).hasRootCauseInstanceOf(ClosedChannelException.class);
            }
        }

        @Test
        void backendThatDoesNotSpeakItIsNotConnected() throws Exception {
            try (RawBackend backend = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    RawBackend silent = new RawBackend(peer -> peer.in().readAllBytes())) {
                for (RawBackend each : List.of(backend, silent)) {
                    var failed = failed(exchange(serve(BackendProtocol.H2C, each.endpoint()), get()));
                    assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
                    assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_CONNECT);
                }
            }
        }

        @Test
        void manyUnderLoadFailNone() throws Exception {
            try (H2cBackend backend = new H2cBackend(10, request -> {
                request.head(200, false);
                request.body("abc", true);
            })) {
                Upstream upstream = serve(backend);
                Long count = Flux.range(0, 1000)
                        .flatMap(
                                i -> upstream.exchange(
                                                on(loop(i % 2), HttpMethod.GET, "/", RequestBody.NONE), Try.FIRST)
                                        .flatMap(outcome -> received(outcome)
                                                .body()
                                                .content()
                                                .doOnNext(ByteBuf::release)
                                                .then()
                                                .thenReturn(outcome)),
                                50)
                        .count()
                        .block(Duration.ofSeconds(60));
                assertThat(count).isEqualTo(1000);
                await().atMost(PATIENCE).until(() -> {
                    UpstreamView view = upstream.view();
                    return view.running() == 0 && view.open() == view.unused();
                });
            }
        }
    }

    /** A path may be gone without a word: node lost, entry in a table of connections forgotten. */
    @Nested
    final class Liveness {

        @Test
        void connectionThatAnswersNothingTakesNoMoreRequestsAndIsClosed() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    if (frame.ends() && peer.number() > 0) {
                        wire.answer(frame.stream());
                    }
                }
            })) {
                Upstream upstream = serve(BackendProtocol.H2C, backend.endpoint());
                var late = exchange(upstream, with(get(), Duration.ofMillis(1200)));
                assertThat(answer(late)).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                exchange(upstream, with(get(), Duration.ofSeconds(1)));
                assertThat(received(exchange(upstream, get())).status().code()).isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(2);
                await().atMost(PATIENCE).until(() -> backend.open() == 1);
            }
        }

        @Test
        void connectionWhoseBackendIsOnlySlowIsUsedAgain() throws Exception {
            Queue<Integer> answeredOn = new ConcurrentLinkedQueue<>();
            AtomicInteger requests = new AtomicInteger();
            try (RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    if (frame.type() == RawHttp2.PING && frame.flags() == 0) {
                        wire.write(
                                RawHttp2.PING, RawHttp2.ACK, 0, frame.payload().array());
                    } else if (frame.ends() && requests.getAndIncrement() > 0) {
                        answeredOn.add(peer.number());
                        wire.answer(frame.stream());
                    }
                }
            })) {
                Upstream upstream = serve(BackendProtocol.H2C, backend.endpoint());
                var late = exchange(upstream, with(get(), Duration.ofMillis(1200)));
                assertThat(answer(late)).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                await().atMost(PATIENCE).until(() -> {
                    exchange(upstream, get());
                    return answeredOn.contains(0);
                });
                // Longer than a PING may take.
                await().atMost(PATIENCE)
                        .during(Duration.ofMillis(2500))
                        .until(() -> backend.open() == backend.opened());
            }
        }

        @Test
        void clientThatGivesUpAtOnceCausesNoTest() throws Exception {
            Queue<Integer> types = new ConcurrentLinkedQueue<>();
            try (RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    types.add(frame.type());
                }
            })) {
                Upstream upstream = serve(BackendProtocol.H2C, backend.endpoint());
                var running = upstream.exchange(get(), Try.FIRST).subscribe();
                await().atMost(PATIENCE).until(() -> types.contains(RawHttp2.HEADERS));
                running.dispose();
                await().atMost(PATIENCE).until(() -> types.contains(RawHttp2.RST_STREAM));
                start(upstream, get());
                await().atMost(PATIENCE)
                        .until(() -> types.stream()
                                        .filter(type -> type == RawHttp2.HEADERS)
                                        .count()
                                == 2);
                assertThat(backend.opened()).isEqualTo(1);
                assertThat(types).doesNotContain(RawHttp2.PING);
            }
        }
    }
}

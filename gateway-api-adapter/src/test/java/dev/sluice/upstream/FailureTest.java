package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Why there is no response, and how far the request came. */
final class FailureTest extends UpstreamFixture {

    private static final String SLOW = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

    private static RawBackend silent() {
        return new RawBackend(peer -> {
            peer.readHead();
            peer.readHead();
        });
    }

    @Nested
    final class Connecting {

        @Test
        void noEndpointIsAnsweredAtOnce() {
            var failed = failed(exchange(serve(new Endpoint[0]), get()));
            assertThat(failed.answer()).isEqualTo(Answer.NO_ENDPOINT);
            assertThat(failed.endpoint()).isNull();
        }

        @Test
        void refusedConnectionHasSentNothing() throws Exception {
            Endpoint dead = deadEndpoint();
            var failed = failed(exchange(serve(dead), get()));
            assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_CONNECT);
            assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
            assertThat(failed.endpoint()).isEqualTo(dead);
            await().atMost(PATIENCE).until(() -> upstreams().get(SHOP).view().open() == 0);
        }

        @Test
        void unknownNameHasSentNothing() {
            var failed = failed(exchange(serve(new Endpoint("nobody.invalid", 80)), get()));
            assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_CONNECT);
            assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
        }

        @Test
        void knownNameIsResolved() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Endpoint named = new Endpoint("localhost", backend.endpoint().port());
                assertThat(received(exchange(serve(named), get())).status().code())
                        .isEqualTo(200);
            }
        }

        @Test
        void avoidedEndpointIsNotTriedAgain() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Endpoint dead = deadEndpoint();
                Upstream upstream = serve(dead, backend.endpoint());
                for (int i = 0; i < 50; i++) {
                    var outcome = exchange(upstream, get(), new Try(List.of(dead), false));
                    assertThat(received(outcome).endpoint()).isEqualTo(backend.endpoint());
                }
            }
        }
    }

    @Nested
    final class Dead {

        /** io_uring and epoll have an option each; other sockets are only asked whether they live. */
        @Test
        void connectionOnWhichNothingIsAcknowledgedEnds() throws Exception {
            Limits limits = Limits.USUAL;
            try (RawBackend backend = RawBackend.answering();
                    Connector connector = new Connector(
                            limits.settings(), LOOPS, new UpstreamTls(TlsLibrary.AUTO), AddressGuard.NONE)) {
                Target target = new Target(backend.endpoint(), BackendProtocol.HTTP, null);
                Channel channel = connector
                        .connect(target, Offer.HTTP_1, loop(0), _ -> {})
                        .syncUninterruptibly()
                        .getNow();
                Object millis = Math.toIntExact(Connector.UNACKNOWLEDGED.toMillis());
                assertThat(List.of(
                                Objects.equals(option(channel, EpollChannelOption.TCP_USER_TIMEOUT), millis),
                                Objects.equals(option(channel, IoUringChannelOption.TCP_USER_TIMEOUT), millis),
                                Objects.equals(option(channel, ChannelOption.SO_KEEPALIVE), true)))
                        .containsOnlyOnce(true);
                channel.close().syncUninterruptibly();
            }
        }

        private static @Nullable Object option(Channel channel, ChannelOption<?> option) {
            return channel.config().getOption(option);
        }
    }

    @Nested
    final class Late {

        @Test
        void lateHeadIsATimeoutAndLateBodyIsNot() throws Exception {
            use(Limits.USUAL.withResponse(Duration.ofMillis(200)));
            CountDownLatch never = new CountDownLatch(1);
            try (RawBackend late = silent();
                    RawBackend slow = new RawBackend(peer -> {
                        peer.readHead();
                        peer.write(SLOW);
                        never.await(500, TimeUnit.MILLISECONDS);
                        peer.write("end");
                    })) {
                var failed = failed(exchange(late, HttpMethod.GET));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                assertThat(failed.progress()).isEqualTo(Progress.SENT);
                await().atMost(PATIENCE).until(() -> late.open() == 0);
                assertThat(body(exchangeUnread(slow))).isEqualTo("end");
            }
        }

        @Test
        void timeoutIsNotTakenForAClosedConnection() throws Exception {
            use(Limits.USUAL.withResponse(Duration.ofMillis(200)));
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
                peer.readHead();
            })) {
                exchange(backend, HttpMethod.GET);
                assertThat(failed(exchange(backend, HttpMethod.GET)).progress()).isEqualTo(Progress.SENT);
            }
        }

        @Test
        void headBeforeTheEndOfTheRequestStopsTheClockForGood() throws Exception {
            use(Limits.USUAL.withResponse(Duration.ofMillis(200)));
            try (RawBackend early = new RawBackend(peer -> {
                peer.readHead();
                peer.write(SLOW);
                peer.in().readNBytes(3);
                new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
                peer.write("end");
            })) {
                Sinks.Many<ByteBuf> upload = Sinks.many().unicast().onBackpressureBuffer();
                var outcome = outcome(start(serve(early), upload(HttpMethod.POST, 3, upload.asFlux())));
                upload.tryEmitNext(buffer("abc"));
                upload.tryEmitComplete();
                assertThat(body(outcome)).isEqualTo("end");
            }
        }

        @Test
        void uploadIsNotTakenForALateResponse() throws Exception {
            use(Limits.USUAL.withResponse(Duration.ofMillis(100)));
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.in().readNBytes(3);
                peer.write(RawBackend.OK);
            })) {
                Flux<ByteBuf> slow =
                        Flux.concat(text("a"), text("b").delaySubscription(Duration.ofMillis(300)), text("c"));
                assertThat(received(exchange(backend, upload(HttpMethod.POST, 3, slow)))
                                .status()
                                .code())
                        .isEqualTo(200);
            }
        }
    }

    @Nested
    final class Deadline {

        @Test
        void coversTheWaitForTheHead() throws Exception {
            try (RawBackend backend = silent()) {
                var failed = failed(exchange(backend, with(get(), Duration.ofMillis(100))));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                assertThat(failed.progress()).isEqualTo(Progress.SENT);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void coversTheBodyToItsEnd() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(SLOW);
                peer.readHead();
            })) {
                var outcome = outcome(start(serve(backend), with(get(), Duration.ofMillis(200))));
                assertThatThrownBy(() -> body(outcome)).hasRootCauseInstanceOf(TimeoutException.class);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void coversTheWaitForAConnection() throws Exception {
            use(Limits.USUAL.withConnections(1));
            try (RawBackend backend = silent()) {
                Upstream upstream = serve(backend);
                var running = upstream.exchange(get(), Try.FIRST).subscribe();
                assertThat(backend.heads().poll(20, TimeUnit.SECONDS)).isNotNull();
                var failed = failed(exchange(upstream, with(get(), Duration.ofMillis(50))));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
                assertThat(upstream.view().pending()).isZero();
                running.dispose();
            }
        }

        @Test
        void thatIsOverAlreadySendsNothing() throws Exception {
            try (RawBackend backend = silent()) {
                var failed = failed(exchange(backend, with(get(), Duration.ofMillis(-1))));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TIMEOUT);
                assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
                assertThat(backend.opened()).isZero();
            }
        }
    }
}

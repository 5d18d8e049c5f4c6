package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Connections are used again as long as nothing speaks against it, and over versions of the configuration. */
final class PoolTest extends UpstreamFixture {

    @Nested
    final class KeptConnection {

        @Test
        void isUsedAgain() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Upstream upstream = serve(backend);
                for (int i = 0; i < 20; i++) {
                    exchange(upstream, get());
                }
                assertThat(backend.opened()).isEqualTo(1);
                assertThat(upstream.view()).isEqualTo(new UpstreamView(SHOP, 1, 1, 0, 0, 1, 0));
            }
        }

        @Test
        void isNotedWhereItWasClosedUnderARequest() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
            })) {
                exchange(backend, HttpMethod.GET);
                var failed = failed(exchange(backend, HttpMethod.POST));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_BROKEN);
                assertThat(failed.progress()).isEqualTo(Progress.SENT_ON_KEPT);
                assertThat(backend.heads()).hasSize(2);
            }
        }

        @Test
        void isNotTheCauseWhereTheBackendHadBegunToAnswer() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
                peer.write("HTTP/1.1 200");
            })) {
                exchange(backend, HttpMethod.GET);
                assertThat(failed(exchange(backend, HttpMethod.GET)).progress()).isEqualTo(Progress.SENT);
            }
        }

        @Test
        void isNotUsedForATryThatMustNot() throws Exception {
            use(Limits.USUAL.withConnections(1));
            try (RawBackend backend = RawBackend.answering()) {
                Upstream upstream = serve(backend);
                exchange(upstream, get());
                Try afresh = new Try(List.of(), true);
                assertThat(received(exchange(upstream, get(), afresh)).status().code())
                        .isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(2);
                await().atMost(PATIENCE).until(() -> backend.open() == 1);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP",
                    "HTTP/1.1 204 No Content\r\n\r\nbody",
                    "HTTP/1.1 304 Not Modified\r\n\r\nbody",
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nab"
                })
        void isNotKeptWhereTheResponseSaysSoOrMoreFollows(String response) throws Exception {
            try (RawBackend backend = answering(response)) {
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isLessThan(400);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                exchange(backend, HttpMethod.GET);
                assertThat(backend.opened()).isEqualTo(2);
            }
        }

        @Test
        void isClosedAtOnceWhereBytesComeUnasked() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                gate.await();
                peer.write(RawBackend.OK);
                peer.readHead();
            })) {
                Upstream upstream = serve(backend);
                exchange(upstream, get());
                assertThat(upstream.view().unused()).isEqualTo(1);
                gate.countDown();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 0);
            }
        }

        @Test
        void isForgottenAtOnceWhereTheBackendClosesIt() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                gate.await();
            })) {
                Upstream upstream = serve(backend);
                exchange(upstream, get());
                gate.countDown();
                await().atMost(PATIENCE).until(() -> upstream.view().open() == 0);
                assertThat(received(exchange(upstream, get())).status().code()).isEqualTo(200);
            }
        }

        @Test
        void isClosedWhenItWasUnusedForLong() throws Exception {
            use(Limits.USUAL.withIdle(Duration.ofMillis(200)));
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                assertThat(backend.open()).isEqualTo(1);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void isNotUsedBeyondItsLife() throws Exception {
            use(Limits.USUAL.withLife(Duration.ofNanos(1)));
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                exchange(backend, HttpMethod.GET);
                assertThat(backend.opened()).isEqualTo(2);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }
    }

    @Nested
    final class Change {

        @Test
        void endpointThatStaysKeepsItsConnection() throws Exception {
            try (RawBackend stays = RawBackend.answering();
                    RawBackend other = RawBackend.answering()) {
                Upstream before = serve(stays);
                exchange(before, get());
                serve(stays.endpoint(), other.endpoint());
                Upstream after = serve(stays);
                exchange(after, get());
                assertThat(after).isSameAs(before);
                assertThat(stays.opened()).isEqualTo(1);
            }
        }

        @Test
        void endpointThatReturnsFindsItsConnection() throws Exception {
            try (RawBackend backend = RawBackend.answering();
                    RawBackend other = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                serve(other);
                exchange(backend, HttpMethod.GET);
                upstreams().retain(List.of());
                exchange(backend, HttpMethod.GET);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void unusedConnectionsOfARemovedEndpointAreClosed() throws Exception {
            try (RawBackend backend = RawBackend.answering();
                    RawBackend other = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                serve(other);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                exchange(other, HttpMethod.GET);
                upstreams().retain(List.of());
                await().atMost(PATIENCE).until(() -> other.open() == 0);
            }
        }

        @Test
        void removedEndpointFinishesItsExchangeAndIsClosedThen() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                gate.await();
                peer.write("two");
                peer.readHead();
            })) {
                var end = texts(exchangeUnread(backend)).collectList().toFuture();
                upstreams().update(List.of());
                upstreams().retain(List.of());
                await().atMost(PATIENCE).pollDelay(Duration.ofMillis(300)).until(() -> backend.open() == 1);
                gate.countDown();
                assertThat(end.get()).containsExactly("one", "two");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void swapUnderLoadFailsNoRequest() throws Exception {
            try (RawBackend one = RawBackend.answering();
                    RawBackend two = RawBackend.answering()) {
                Upstream upstream = serve(one);
                AtomicLong answered = new AtomicLong();
                var load = Flux.range(0, 4000)
                        .flatMap(
                                i -> upstream.exchange(get(), Try.FIRST)
                                        .flatMap(outcome -> received(outcome)
                                                .body()
                                                .content()
                                                .then()
                                                .thenReturn(outcome)),
                                16)
                        .doOnNext(_ -> answered.incrementAndGet())
                        .count()
                        .toFuture();
                for (int swap = 1; swap <= 100; swap++) {
                    long due = swap * 40L;
                    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> answered.get() >= due);
                    serve(swap % 2 == 0 ? one : two);
                }
                assertThat(load.get()).isEqualTo(4000);
            }
        }
    }
}

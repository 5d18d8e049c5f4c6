package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Bodies are handed on as they come, no faster than they are taken, and never end cleanly where they broke off. */
final class BodyTest extends UpstreamFixture {

    @Nested
    final class OfTheRequest {

        @Test
        void waitsForTheBackendAndArrivesWholeWithEveryMethod() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            AtomicLong made = new AtomicLong();
            AtomicLong arrived = new AtomicLong();
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                gate.await();
                arrived.addAndGet(peer.in().readNBytes(64 * MIB).length);
                peer.write(RawBackend.OK);
            })) {
                var outcome = start(serve(backend), upload(HttpMethod.GET, 64L * MIB, octets(64L * MIB, made)));
                await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> isStill(made));
                assertThat(made.get()).isLessThan(24L * MIB);
                gate.countDown();
                assertThat(received(outcome(outcome)).status().code()).isEqualTo(200);
                assertThat(arrived.get()).isEqualTo(64L * MIB);
            }
        }

        @Test
        void withoutLengthIsChunked() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, upload(HttpMethod.DELETE, text("abc")));
                assertThat(backend.heads().take()).contains("transfer-encoding: chunked\r\n");
                assertThat(backend.heads().take()).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
            }
        }

        @Test
        void trailersFollowIt() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                var trailers = new DefaultHttpHeaders().set("sum", "900150983cd2");
                exchange(
                        backend,
                        request(
                                HttpMethod.POST,
                                "/",
                                new RequestBody(BodyFraming.CHUNKED, text("abc"), () -> trailers)));
                backend.heads().take();
                assertThat(backend.heads().take()).isEqualTo("3\r\nabc\r\n0\r\nsum: 900150983cd2\r\n\r\n");
            }
        }

        @Test
        void headGoesOutBeforeTheBodyBegins() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Disposable client = serve(backend)
                        .exchange(upload(HttpMethod.POST, Flux.never()), Try.FIRST)
                        .subscribe();
                assertThat(backend.heads().poll(20, TimeUnit.SECONDS)).startsWith("POST /");
                client.dispose();
            }
        }

        @Test
        void endDoesNotOvertakeAPartFromAnotherThread() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Flux<ByteBuf> body = Flux.create(sink -> loop(0).execute(() -> {
                    CompletableFuture.runAsync(() -> sink.next(buffer("\r\n\r\n")))
                            .join();
                    sink.complete();
                }));
                assertThat(received(exchange(backend, upload(HttpMethod.PUT, 4, body)))
                                .status()
                                .code())
                        .isEqualTo(200);
            }
        }

        @Test
        void thatBreaksOffIsNotEndedCleanly() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                Flux<ByteBuf> broken = text("abc").concatWith(Flux.error(new IOException("client gone")));
                assertThat(answer(exchange(backend, upload(HttpMethod.POST, broken))))
                        .isEqualTo(Answer.REQUEST_BROKEN);
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                assertThat(backend.heads()).noneMatch(head -> head.contains("0\r\n\r\n"));
            }
        }

        @Test
        void thatIsNotAsLongAsAnnouncedIsNotFollowedByAnotherRequest() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                for (long announced : List.of(2L, 4L)) {
                    assertThat(answer(exchange(backend, upload(HttpMethod.POST, announced, text("abc")))))
                            .isEqualTo(Answer.REQUEST_BROKEN);
                    await().atMost(PATIENCE).until(() -> backend.open() == 0);
                }
            }
        }

        /** A filter can set anything; nothing is sent, and nothing is left open. */
        @ParameterizedTest
        @ValueSource(strings = {"abc", "-3", "+3", "3.0", "", "99999999999999999999"})
        void whoseLengthIsNoNumberIsNotSent(String length) throws Exception {
            try (RawBackend backend = answering(RawBackend.OK)) {
                UpstreamRequest request = upload(HttpMethod.PUT, 3, text("abc"));
                request.headers().set("content-length", length);
                assertThat(answer(exchange(backend, request))).isEqualTo(Answer.FILTER_FAILED);
                assertThat(backend.opened()).isZero();
                assertThat(upstreams().get(SHOP).view().running()).isZero();
            }
        }

        @Test
        void answeredEarlyGoesOnToItsEnd() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                peer.write(new String(peer.in().readNBytes(3), StandardCharsets.US_ASCII));
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
            })) {
                Sinks.Many<ByteBuf> upload = Sinks.many().unicast().onBackpressureBuffer();
                var outcome = outcome(start(serve(backend), upload(HttpMethod.POST, 3, upload.asFlux())));
                upload.tryEmitNext(buffer("abc"));
                upload.tryEmitComplete();
                assertThat(body(outcome)).isEqualTo("abc");
                exchange(backend, HttpMethod.GET);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void isNotSentOnWhenTheResponseHasEnded() throws Exception {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                peer.in().readAllBytes();
            })) {
                Flux<ByteBuf> endless = Flux.<ByteBuf>never().doOnCancel(cancelled::countDown);
                var outcome = exchange(backend, upload(HttpMethod.POST, endless));
                assertThat(received(outcome).status().code()).isEqualTo(413);
                assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void thatTheBackendCutsOffDoesNotHideItsAnswer() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            })) {
                var outcome =
                        start(serve(backend), upload(HttpMethod.POST, 64L * MIB, octets(64L * MIB, new AtomicLong())));
                assertThat(received(outcome(outcome)).status().code()).isEqualTo(413);
                received(outcome(outcome)).body().discard();
            }
        }
    }

    @Nested
    final class OfTheResponse {

        @Test
        void firstPartArrivesBeforeTheLastIsMade() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                gate.await();
                peer.write("two");
            })) {
                List<String> parts = texts(exchangeUnread(backend))
                        .doOnNext(_ -> gate.countDown())
                        .collectList()
                        .block(PATIENCE);
                assertThat(String.join("", requireNonNull(parts))).isEqualTo("onetwo");
            }
        }

        @Test
        void chunkedAndUntilTheEndOfTheConnectionArriveWhole() throws Exception {
            try (RawBackend chunked = answering(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
                    RawBackend closing = new RawBackend(peer -> {
                        peer.readHead();
                        peer.write("HTTP/1.1 200 OK\r\n\r\none");
                        peer.write("two");
                    })) {
                assertThat(body(exchangeUnread(chunked))).isEqualTo("onetwo");
                assertThat(body(exchangeUnread(closing))).isEqualTo("onetwo");
            }
        }

        @Test
        void stalledClientStallsTheBackend() throws Exception {
            AtomicLong written = new AtomicLong();
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + 256L * MIB + "\r\n\r\n");
                for (int i = 0; i < 256 * 16; i++) {
                    peer.out().write(new byte[MIB / 16]);
                    written.addAndGet(MIB / 16);
                }
            })) {
                BaseSubscriber<ByteBuf> client = new BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                        // Asks for nothing.
                    }
                };
                received(exchangeUnread(backend)).body().content().subscribe(client);
                await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> isStill(written));
                assertThat(written.get()).isLessThan(32L * MIB);
                client.cancel();
            }
        }

        @Test
        void cancelClosesTheConnection() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                peer.readHead();
            })) {
                assertThat(texts(exchangeUnread(backend)).blockFirst(PATIENCE)).isEqualTo("one");
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void unwantedBodyClosesTheConnectionIfItIsNotAllHere() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 503 Busy\r\nContent-Length: 3\r\n\r\nend");
                peer.readHead();
                peer.write("HTTP/1.1 503 Busy\r\nContent-Length: 6\r\n\r\none");
                peer.readHead();
            })) {
                received(exchangeUnread(backend)).body().discard();
                received(exchangeUnread(backend)).body().discard();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void cancelBeforeTheResponseClosesTheConnection() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.readHead();
            })) {
                Disposable client = serve(backend).exchange(get(), Try.FIRST).subscribe();
                assertThat(backend.heads().poll(20, TimeUnit.SECONDS)).isNotNull();
                client.dispose();
                await().atMost(PATIENCE).until(() -> backend.open() == 0);
            }
        }

        @Test
        void backendThatDiesInItBreaksIt() throws Exception {
            try (RawBackend cut = new RawBackend(peer -> {
                        peer.readHead();
                        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
                    });
                    RawBackend chunked = new RawBackend(peer -> {
                        peer.readHead();
                        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    })) {
                for (RawBackend each : List.of(cut, chunked)) {
                    var outcome = exchangeUnread(each);
                    assertThatThrownBy(() -> body(outcome)).hasRootCauseInstanceOf(ClosedChannelException.class);
                }
            }
        }

        @Test
        void chunkThatIsGarbledBreaksIt() throws Exception {
            try (RawBackend backend =
                    answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\nx\r\n")) {
                var outcome = exchangeUnread(backend);
                assertThatThrownBy(() -> body(outcome)).isInstanceOf(NumberFormatException.class);
            }
        }
    }
}

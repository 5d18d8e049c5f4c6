package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

/** HTTP/2 by prior knowledge: several exchanges on one connection, each with its own flow and end. */
@SuppressWarnings("FutureReturnValueIgnored") // What does not arrive is seen.
final class Http2Test extends UpstreamFixture {

    private Upstream serve(H2cBackend backend) {
        return serve(BackendProtocol.H2C, backend.endpoint());
    }

    private UpstreamOutcome exchange(H2cBackend backend, UpstreamRequest request) {
        return exchange(serve(backend), request);
    }

    private UpstreamOutcome exchangeUnread(H2cBackend backend) {
        return requireNonNull(serve(backend).exchange(get(), Try.FIRST).block(PATIENCE));
    }

    /** The trailers of a response, when all of it was read. */
    private static HttpHeaders trailers(UpstreamOutcome outcome) throws Exception {
        CompletableFuture<HttpHeaders> end = new CompletableFuture<>();
        Received received = received(outcome);
        CompletableFuture<BodyFlow> flow = new CompletableFuture<>();
        loop(0).execute(() -> flow.complete(received.body().relay(new BodyReceiver() {
            @Override
            public void received(ByteBuf part) {
                part.release();
            }

            @Override
            public void batchRead() {
                flow.thenAccept(BodyFlow::read);
            }

            @Override
            public void ended(HttpHeaders trailers) {
                end.complete(trailers);
            }

            @Override
            public void broke(Throwable cause) {
                end.completeExceptionally(cause);
            }
        })));
        return end.get(20, TimeUnit.SECONDS);
    }

    @Nested
    final class Heads {

        @Test
        void hostIsTheAuthorityAndNothingIsAdded() throws Exception {
            try (H2cBackend backend = H2cBackend.answering()) {
                UpstreamRequest request = request(HttpMethod.GET, "/a?b=%20", RequestBody.NONE);
                request.headers().add("X-One", "1").add("te", "trailers");
                exchange(backend, request);
                var head = requireNonNull(backend.heads().poll(20, TimeUnit.SECONDS));
                assertThat(head.names().stream().map(CharSequence::toString))
                        .containsExactly(":method", ":scheme", ":path", ":authority", "x-one", "te");
                assertThat(head.authority()).hasToString("shop");
                assertThat(head.path()).hasToString("/a?b=%20");
                assertThat(head.scheme()).hasToString("http");
            }
        }

        @Test
        void responseShowsNoTraceOfHttp2() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(103, false, "link", "</a>");
                request.head(201, false, "x-one", "1");
                request.body("abc", true);
            })) {
                List<String> interim = new ArrayList<>();
                var outcome = requireNonNull(serve(backend)
                        .exchange(
                                with(get(), (status, headers) -> interim.add(status.code() + headers.get("link"))),
                                Try.FIRST)
                        .block(PATIENCE));
                assertThat(received(outcome).status().code()).isEqualTo(201);
                assertThat(received(outcome).headers().names()).containsExactly("x-one");
                assertThat(body(outcome)).isEqualTo("abc");
                assertThat(interim).containsExactly("103</a>");
            }
        }
    }

    @Nested
    final class Bodies {

        @Test
        void requestBodyAndTrailersArrive() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {})) {
                var trailers = new DefaultHttpHeaders().set("Sum", "9");
                start(
                        serve(backend),
                        request(
                                HttpMethod.POST,
                                "/",
                                new RequestBody(BodyFraming.CHUNKED, text("abc"), () -> trailers)));
                assertThat(backend.bodies().poll(20, TimeUnit.SECONDS)).isEqualTo("abc");
                assertThat(backend.bodies().poll(20, TimeUnit.SECONDS)).isEqualTo("trailers [sum]");
            }
        }

        @Test
        void trailersOfTheResponseArriveWithAndWithoutABody() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false, "content-type", "application/grpc");
                if (request.number() == 0) {
                    request.body("abc", false);
                }
                request.trailers("grpc-status", "0");
            })) {
                assertThat(trailers(exchangeUnread(backend)).get("grpc-status")).isEqualTo("0");
                assertThat(trailers(exchangeUnread(backend)).get("grpc-status")).isEqualTo("0");
            }
        }

        @Test
        void headThatIsAllEndsAtOnce() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> request.head(200, true, "grpc-status", "5"))) {
                var outcome = exchangeUnread(backend);
                assertThat(received(outcome).headers().get("grpc-status")).isEqualTo("5");
                assertThat(body(outcome)).isEmpty();
            }
        }

        @Test
        void stalledClientStallsItsStreamAndNoOther() throws Exception {
            AtomicLong written = new AtomicLong();
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false);
                if (request.number() > 0) {
                    request.body("other", true);
                    return;
                }
                for (int i = 0; i < 1024; i++) {
                    request.stream()
                            .writeAndFlush(new io.netty.handler.codec.http2.DefaultHttp2DataFrame(
                                    request.stream().alloc().buffer().writeZero(16 * 1024)))
                            .addListener(_ -> written.addAndGet(16 * 1024));
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
                assertThat(written.get()).isLessThan(MIB);
                assertThat(body(exchangeUnread(backend))).isEqualTo("other");
                assertThat(backend.opened()).isEqualTo(1);
                client.cancel();
                await().atMost(PATIENCE).until(() -> backend.resets() == 1);
            }
        }

        @Test
        void stalledBackendStallsTheUpload() throws Exception {
            Queue<Channel> streams = new ConcurrentLinkedQueue<>();
            AtomicLong made = new AtomicLong();
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.stream().config().setAutoRead(false);
                streams.add(request.stream());
            })) {
                var outcome = start(serve(backend), upload(HttpMethod.PUT, 16L * MIB, octets(16L * MIB, made)));
                await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> isStill(made));
                assertThat(made.get()).isLessThan(2L * MIB);
                streams.remove().close();
                assertThat(answer(outcome(outcome))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }
    }
}

package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.RawHttp2.Frame;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

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
        return relay(outcome, new AtomicInteger(), new AtomicInteger()).get(20, TimeUnit.SECONDS);
    }

    /** Reads a body, counts what it is made of, and gives its trailers. */
    private static CompletableFuture<HttpHeaders> relay(
            UpstreamOutcome outcome, AtomicInteger parts, AtomicInteger batches) throws Exception {
        CompletableFuture<HttpHeaders> end = new CompletableFuture<>();
        Received received = received(outcome);
        CompletableFuture<BodyFlow> flow = new CompletableFuture<>();
        loop(0).execute(() -> flow.complete(received.body().relay(new BodyReceiver() {
            @Override
            public void received(ByteBuf part) {
                parts.incrementAndGet();
                part.release();
            }

            @Override
            public void batchRead() {
                batches.incrementAndGet();
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
        flow.get(20, TimeUnit.SECONDS);
        return end;
    }

    @Nested
    final class ACall {

        private static final int WINDOW_UPDATE = 8;

        /** What one write of ours sent is there at once. */
        @Test
        void leavesInOneWrite() throws Exception {
            CompletableFuture<Integer> there = new CompletableFuture<>();
            try (RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                Frame frame = requireNonNull(wire.read());
                while (frame.type() != RawHttp2.HEADERS) {
                    frame = requireNonNull(wire.read());
                }
                there.complete(peer.in().available());
                wire.answer(frame.stream());
                peer.in().readAllBytes();
            })) {
                exchange(serve(BackendProtocol.H2C, backend.endpoint()), upload(HttpMethod.POST, text("abc")));
                assertThat(there.get(20, TimeUnit.SECONDS)).isEqualTo(Http2CodecUtil.FRAME_HEADER_LENGTH + 3);
            }
        }

        @Test
        void thatHasEndedGivesItsStreamNoCredit() throws Exception {
            List<Frame> credit = new CopyOnWriteArrayList<>();
            try (RawBackend backend = new RawBackend(peer -> {
                RawHttp2 wire = RawHttp2.greet(peer);
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    if (frame.type() == WINDOW_UPDATE) {
                        credit.add(frame);
                    } else if (frame.ends()) {
                        wire.respond(frame.stream(), new byte[1024]);
                    }
                }
            })) {
                Upstream upstream = serve(BackendProtocol.H2C, backend.endpoint());
                for (int i = 0; i < 50; i++) {
                    exchange(upstream, upload(HttpMethod.POST, text("abc")));
                }
                assertThat(credit)
                        .extracting(Frame::stream)
                        .as("the window of the connection")
                        .containsExactly(0);
            }
        }
    }

    @Nested
    final class Heads {

        @Test
        void hostIsTheAuthorityAndOnlyThatTrailersAreTakenIsAdded() throws Exception {
            try (H2cBackend backend = H2cBackend.answering()) {
                UpstreamRequest request = request(HttpMethod.GET, "/a?b=%20", RequestBody.NONE);
                request.headers().add("X-One", "1").add("TE", "gzip");
                exchange(backend, request);
                var head = requireNonNull(backend.heads().poll(20, TimeUnit.SECONDS));
                assertThat(head.names().stream().map(CharSequence::toString))
                        .containsExactly(":method", ":scheme", ":path", ":authority", "x-one", "te");
                assertThat(head.get("te")).hasToString("trailers");
                assertThat(head.authority()).hasToString("shop");
                assertThat(head.path()).hasToString("/a?b=%20");
                assertThat(head.scheme()).hasToString("http");
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {99, 600, 999})
        void statusThatIsNoneIsABrokenResponse(int status) throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> request.head(status, true))) {
                assertThat(answer(exchange(backend, get()))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @Test
        void requestWithoutABodyIsOneFrame() throws Exception {
            Queue<Boolean> whole = new ConcurrentLinkedQueue<>();
            try (H2cBackend backend = new H2cBackend(100, request -> {
                whole.add(request.whole());
                request.head(200, true);
            })) {
                exchange(backend, get());
                exchange(backend, upload(HttpMethod.POST, text("abc")));
                assertThat(whole).containsExactly(true, false);
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

        /** So many that what they leave unread is more than the connection's window. */
        @Test
        void stalledReadersStopNoOther() throws Exception {
            int stalled = 20;
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false);
                request.frames(request.number() < stalled ? 1024 : 64, request.number() >= stalled);
            })) {
                List<Received> unread = new ArrayList<>();
                for (int i = 0; i < stalled; i++) {
                    unread.add(received(exchangeUnread(backend)));
                }
                assertThat(body(exchangeUnread(backend))).hasSize(MIB);
                assertThat(backend.opened()).isEqualTo(1);
                unread.forEach(each -> each.body().discard());
                await().atMost(PATIENCE).until(() -> backend.resets() == stalled);
            }
        }

        @Test
        void readerThatRestsGetsAllOfALongBody() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false, "content-length", String.valueOf(4 * MIB));
                request.frames(4 * 64, true);
            })) {
                Long octets = texts(exchangeUnread(backend))
                        .limitRate(1)
                        .delayElements(Duration.ofMillis(1))
                        .map(text -> (long) text.length())
                        .reduce(0L, Long::sum)
                        .block(PATIENCE);
                assertThat(octets).isEqualTo(4L * MIB);
            }
        }

        @Test
        void framesOfOneReadAreOneBatch() throws Exception {
            int frames = 100;
            Queue<H2cBackend.Request> held = new ConcurrentLinkedQueue<>();
            try (H2cBackend backend = new H2cBackend(100, request -> {
                held.add(request);
                request.head(200, false);
            })) {
                AtomicInteger parts = new AtomicInteger();
                AtomicInteger batches = new AtomicInteger();
                var end = relay(exchangeUnread(backend), parts, batches);
                H2cBackend.Request request = held.remove();
                request.stream().eventLoop().execute(() -> request.octets(frames));
                end.get(20, TimeUnit.SECONDS);
                assertThat(parts).hasValue(frames);
                assertThat(batches).hasValueLessThan(frames / 10);
            }
        }

        @Test
        void uploadOfManyWindowsArrives() throws Exception {
            AtomicLong made = new AtomicLong();
            AtomicLong came = new AtomicLong();
            try (H2cBackend backend = new H2cBackend(
                    100,
                    request -> request.stream().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object frame) {
                            if (frame instanceof Http2DataFrame data) {
                                came.addAndGet(data.content().readableBytes());
                                if (data.isEndStream()) {
                                    request.head(200, true);
                                }
                            }
                            ReferenceCountUtil.release(frame);
                        }
                    }))) {
                var outcome = exchange(backend, upload(HttpMethod.PUT, 4L * MIB, octets(4L * MIB, made)));
                assertThat(received(outcome).status().code()).isEqualTo(200);
                assertThat(came).hasValue(4L * MIB);
            }
        }

        @Test
        void answerThatDoesNotWaitForTheUploadEndsIt() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> request.head(403, true))) {
                var outcome = exchange(backend, upload(HttpMethod.POST, Flux.never()));
                assertThat(received(outcome).status().code()).isEqualTo(403);
                await().atMost(PATIENCE).until(() -> backend.resets() == 1);
            }
        }

        @Test
        void whatCameBeforeAResetIsHandedOver() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false);
                request.stream()
                        .writeAndFlush(new DefaultHttp2DataFrame(buffer("abc"), false))
                        .addListener(_ ->
                                request.stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR)));
            })) {
                List<String> parts = new CopyOnWriteArrayList<>();
                var outcome = exchangeUnread(backend);
                assertThatThrownBy(() -> texts(outcome).doOnNext(parts::add).blockLast(PATIENCE))
                        .hasMessageContaining("reset");
                assertThat(parts).containsExactly("abc");
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

    /** RFC 9110, section 8.6: another response could be taken for the rest of a shorter one. */
    @Nested
    final class Lengths {

        @Test
        void lengthWithoutABodyIsABrokenResponse() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> request.head(200, true, "content-length", "5"))) {
                assertThat(answer(exchange(backend, get()))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 4, 6})
        void anotherNumberOfOctetsBreaksTheBody(int octets) throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false, "content-length", "5");
                request.body("x".repeat(octets), true);
            })) {
                var outcome = exchangeUnread(backend);
                assertThatThrownBy(() -> body(outcome)).isNotNull();
            }
        }

        @Test
        void trailersDoNotMakeAShortBodyWhole() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false, "content-length", "5");
                request.trailers("sum", "9");
            })) {
                var outcome = exchangeUnread(backend);
                assertThatThrownBy(() -> body(outcome)).isNotNull();
            }
        }

        @ParameterizedTest
        @CsvSource({"HEAD, 200", "GET, 304"})
        void responseThatHasNoBodyMayTellALength(String method, int status) throws Exception {
            try (H2cBackend backend =
                    new H2cBackend(100, request -> request.head(status, true, "content-length", "5"))) {
                var outcome = received(exchange(backend, request(HttpMethod.valueOf(method))));
                assertThat(outcome.headers().get("content-length")).isEqualTo("5");
            }
        }

        @Test
        void octetsAfterTheHeadOfAResponseToHeadBreakIt() throws Exception {
            try (H2cBackend backend = new H2cBackend(100, request -> {
                request.head(200, false, "content-length", "3");
                request.body("abc", true);
            })) {
                var outcome = requireNonNull(serve(backend)
                        .exchange(request(HttpMethod.HEAD), Try.FIRST)
                        .block(PATIENCE));
                assertThatThrownBy(() -> body(outcome)).isNotNull();
            }
        }
    }
}

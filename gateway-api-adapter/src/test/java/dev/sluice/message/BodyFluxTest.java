package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A body that is read by Reactor comes as fast as it is asked for, whole and in its order. */
final class BodyFluxTest {

    private final Source source = new Source();
    private final Reader reader = new Reader();

    @Nested
    final class APart {

        @Test
        void thatIsAskedForComesAtOnce() {
            source.content().subscribe(reader);
            reader.request(1);
            source.part("a");
            assertThat(reader.heard).containsExactly("a");
        }

        @Test
        void waitsUntilItIsAskedFor() {
            source.content().subscribe(reader);
            source.part("a");
            source.part("b");
            assertThat(reader.heard).isEmpty();
            reader.request(1);
            assertThat(reader.heard).containsExactly("a");
            source.part("c");
            reader.request(Long.MAX_VALUE);
            source.part("d");
            assertThat(reader.heard).containsExactly("a", "b", "c", "d");
        }

        @Test
        void thatComesWhileAnotherIsTakenComesAfterIt() {
            reader.onPart = () -> {
                if (source.reads < 4) {
                    source.onRead = () -> source.part("b" + source.reads);
                    reader.request(1);
                }
            };
            source.content().subscribe(reader);
            reader.request(1);
            source.part("a");
            assertThat(reader.heard).containsExactly("a", "b2", "b3", "b4");
        }
    }

    @Nested
    final class ABatch {

        @Test
        void isAskedForWhenAllOfTheOneBeforeWas() {
            source.content().subscribe(reader);
            int before = source.reads;
            source.part("a");
            source.receiver().batchRead();
            assertThat(source.reads).as("nothing is asked for").isEqualTo(before);
            reader.request(2);
            int asked = source.reads;
            assertThat(asked).isGreaterThan(before);
            source.receiver().batchRead();
            assertThat(source.reads).isEqualTo(asked + 1);
        }

        @Test
        void thatHasNothingIsSaidWhereTheHeadWaitsForIt() {
            source.contentAfterHead(_ -> {}).subscribe(reader);
            reader.request(5);
            source.receiver().batchRead();
            source.receiver().batchRead();
            assertThat(reader.heard).containsExactly("");
        }

        @Test
        void thatHasAPartNeedsNoEmptyOne() {
            source.contentAfterHead(_ -> {}).subscribe(reader);
            reader.request(5);
            source.part("a");
            source.receiver().batchRead();
            assertThat(reader.heard).containsExactly("a");
        }
    }

    @Nested
    final class TheEnd {

        @Test
        void comesAfterTheLastPartAndItsTrailers() {
            List<HttpHeaders> trailers = new ArrayList<>();
            source.content(trailers::add).subscribe(reader);
            source.part("a");
            source.receiver().ended(new DefaultHttpHeaders().add("grpc-status", "0"));
            assertThat(reader.heard).isEmpty();
            assertThat(trailers)
                    .singleElement()
                    .satisfies(fields -> assertThat(fields.get("grpc-status")).isEqualTo("0"));
            reader.request(1);
            assertThat(reader.heard).containsExactly("a", "complete");
            reader.request(1);
            assertThat(reader.heard).hasSize(2);
        }

        @Test
        void needsNoRequest() {
            source.content().subscribe(reader);
            source.receiver().ended(EmptyHttpHeaders.INSTANCE);
            assertThat(reader.heard).containsExactly("complete");
            assertThat(source.cancelled).isZero();
        }

        @Test
        void mayBeAFault() {
            source.content().subscribe(reader);
            source.receiver().broke(new IOException("reset"));
            assertThat(reader.heard).containsExactly("reset");
        }

        @Test
        void mayComeWhileTheBodyBegins() {
            source.onRelay = receiver -> {
                receiver.received(Unpooled.wrappedBuffer(new byte[] {'a'}));
                receiver.ended(EmptyHttpHeaders.INSTANCE);
            };
            reader.first = 1;
            source.content().subscribe(reader);
            assertThat(reader.heard).containsExactly("a", "complete");
        }
    }

    @Nested
    final class ACancel {

        @Test
        void releasesWhatWaits() {
            source.content().subscribe(reader);
            ByteBuf waiting = source.part("a");
            reader.cancel();
            ByteBuf late = source.part("b");

            assertThat(source.cancelled).isEqualTo(1);
            assertThat(waiting.refCnt()).isZero();
            assertThat(late.refCnt()).isZero();
            assertThat(reader.heard).isEmpty();
        }

        @Test
        void beforeTheBodyBeginsEndsIt() {
            reader.cancels = true;
            source.content().subscribe(reader);
            assertThat(source.cancelled).isEqualTo(1);
        }

        @Test
        void whileAPartIsTakenStopsTheNext() {
            source.content().subscribe(reader);
            source.part("a");
            ByteBuf second = source.part("b");
            reader.onPart = reader::cancel;
            reader.request(2);
            assertThat(reader.heard).containsExactly("a");
            assertThat(second.refCnt()).isZero();
        }
    }

    /** Operators of the application may ask on threads of their own. */
    @Test
    void requestsOfAnotherThreadLoseNothing() throws Exception {
        int parts = 50_000;
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        List<Integer> order = new ArrayList<>(parts);
        var subscriber = new BaseSubscriber<ByteBuf>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // Asked for below.
            }

            @Override
            protected void hookOnNext(ByteBuf part) {
                order.add(part.readInt());
                part.release();
                taken.incrementAndGet();
            }

            @Override
            protected void hookOnComplete() {
                ended.countDown();
            }
        };
        source.content().subscribe(subscriber);
        Thread asking = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < parts; i++) {
                subscriber.request(1);
            }
        });
        for (int i = 0; i < parts; i++) {
            source.receiver().received(Unpooled.buffer(Integer.BYTES).writeInt(i));
        }
        source.receiver().ended(EmptyHttpHeaders.INSTANCE);

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        asking.join();
        assertThat(taken).hasValue(parts);
        assertThat(order).isSorted();
    }

    private interface Relayed {
        void to(BodyReceiver receiver);
    }

    private static final class Source implements ResponseBody, BodyFlow {

        private @Nullable BodyReceiver receiver;
        private Relayed onRelay = _ -> {};
        private Runnable onRead = () -> {};
        private int reads;
        private int cancelled;

        BodyReceiver receiver() {
            return Objects.requireNonNull(receiver);
        }

        ByteBuf part(String text) {
            ByteBuf part = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
            receiver().received(part);
            return part;
        }

        @Override
        public BodyFlow relay(BodyReceiver taker) {
            receiver = taker;
            onRelay.to(taker);
            return this;
        }

        @Override
        public void read() {
            reads++;
            onRead.run();
        }

        @Override
        public void cancel() {
            cancelled++;
        }

        @Override
        public void discard() {
            throw new IllegalStateException("it is read");
        }
    }

    private static final class Reader extends BaseSubscriber<ByteBuf> {

        private final List<String> heard = new ArrayList<>();
        private Runnable onPart = () -> {};
        private int first;
        private boolean cancels;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (cancels) {
                cancel();
            } else if (first > 0) {
                request(first);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf part) {
            heard.add(part.toString(StandardCharsets.US_ASCII));
            part.release();
            onPart.run();
        }

        @Override
        protected void hookOnComplete() {
            heard.add("complete");
        }

        @Override
        protected void hookOnError(Throwable cause) {
            heard.add(cause.getMessage());
        }
    }
}

package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;

final class ReplayTest {

    private final TestPublisher<ByteBuf> client = TestPublisher.create();
    private final List<ByteBuf> made = new ArrayList<>();
    private final Replay body = new Replay(client.flux(), 8);

    /** Whatever happened, nothing is kept in the end. */
    @AfterEach
    void everyPartIsReleased() {
        assertThat(made).allMatch(part -> part.refCnt() == 0);
    }

    @Test
    void nextReaderGetsItFromTheBegin() {
        Reader first = read(10);
        send("ab", "cd");
        first.cancel();
        Reader second = read(10);
        assertThat(first.text).isEqualTo("abcd");
        assertThat(second.text).isEqualTo("abcd");
        send("ef");
        client.complete();
        body.settle();
        assertThat(second.text).isEqualTo("abcdef");
        assertThat(second.completed).isTrue();
        client.assertWasNotCancelled();
    }

    @Test
    void endIsToldOnceToEachReader() {
        Reader first = read(10);
        send("ab");
        client.complete();
        first.request(5);
        Reader second = read(10);
        second.request(5);
        body.settle();
        assertThat(List.of(first.ends, second.ends)).containsExactly(1, 1);
        assertThat(second.text).isEqualTo("ab");
    }

    @Test
    void readerThatGoesDoesNotEndTheBody() {
        read(10).cancel();
        client.assertWasNotCancelled();
        body.settle();
        client.assertCancelled();
    }

    @Test
    void partThatComesBetweenTwoReadersIsKept() {
        Reader first = read(10);
        send("ab");
        first.cancel();
        send("cdefghijkl");
        Reader second = read(10);
        assertThat(second.text).isEqualTo("abcdefghijkl");
        second.cancel();
        body.settle();
    }

    @Test
    void beyondTheLimitItPassesThrough() {
        Reader reader = read(10);
        send("abcd", "efgh", "ij");
        assertThat(body.isWhole()).isFalse();
        send("kl");
        assertThat(made.getFirst().refCnt()).isZero();
        assertThat(reader.text).isEqualTo("abcdefghijkl");
        reader.cancel();
        client.assertCancelled();
    }

    @Test
    void clientIsAskedForNoMoreThanTheReader() {
        Reader reader = read(2);
        client.assertMinRequested(1);
        client.assertMaxRequested(1);
        send("ab", "cd");
        assertThat(reader.text).isEqualTo("abcd");
        client.assertMaxRequested(0);
        reader.request(1);
        client.assertMinRequested(1);
        body.settle();
        reader.cancel();
    }

    @Test
    void slowReaderGetsWhatIsKeptInItsOwnTime() {
        Reader first = read(10);
        send("ab", "cd", "ef");
        first.cancel();
        Reader second = read(1);
        assertThat(second.text).isEqualTo("ab");
        body.settle();
        second.request(1);
        assertThat(second.text).isEqualTo("abcd");
        second.request(2);
        send("gh");
        assertThat(second.text).isEqualTo("abcdefgh");
        client.complete();
        assertThat(second.completed).isTrue();
    }

    @Test
    void settledReaderThatAskedForNothingGetsNothing() {
        Reader first = read(1);
        first.cancel();
        Reader second = read(0);
        body.settle();
        send("ab");
        assertThat(second.text).isEmpty();
        second.request(1);
        assertThat(second.text).isEqualTo("ab");
        second.cancel();
    }

    @Test
    void brokenBodyIsBrokenForEveryReader() {
        Reader first = read(10);
        send("ab");
        first.cancel();
        client.error(new IllegalStateException("gone"));
        Reader second = read(10);
        body.settle();
        assertThat(second.text).isEqualTo("ab");
        assertThat(second.failure).hasMessage("gone");
    }

    private Reader read(long wanted) {
        Reader reader = new Reader(wanted);
        body.subscribe(reader);
        return reader;
    }

    private void send(String... parts) {
        for (String part : parts) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer();
            buffer.writeCharSequence(part, StandardCharsets.US_ASCII);
            made.add(buffer);
            client.next(buffer);
        }
    }

    private static final class Reader extends BaseSubscriber<ByteBuf> {

        private final long wanted;
        private String text = "";
        private int ends;
        private boolean completed;
        private @Nullable Throwable failure;

        Reader(long wanted) {
            this.wanted = wanted;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (wanted > 0) {
                request(wanted);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf part) {
            text += part.readCharSequence(part.readableBytes(), StandardCharsets.US_ASCII);
            part.release();
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
            ends++;
        }

        @Override
        protected void hookOnError(Throwable cause) {
            failure = cause;
            ends++;
        }
    }
}

package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Small frames leave as one message, in their order. */
final class FrameWriterTest {

    private static final int FRAME = 16_384;
    private static final int LARGE = 10_000;
    private static final int RECORD = 16 << 10;

    private final FrameWriter writer = new FrameWriter();
    private final Messages messages = new Messages();
    private final EmbeddedChannel channel = new EmbeddedChannel(messages, writer.gathering(), new Endpoint());
    private final ChannelHandlerContext context = channel.pipeline().context(Endpoint.class);
    private final DefaultHttp2FrameReader reader =
            new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, 1 << 20));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        reader.close();
        writer.close();
    }

    @Nested
    final class ACall {

        @Test
        void leavesAsOneMessage() {
            headers("200");
            data(1024, false);
            trailers();
            channel.flush();

            assertThat(messages.octets).hasSize(1);
            assertThat(frames()).containsExactly("HEADERS 3", "DATA 3 1024", "HEADERS 3 ends");
        }

        @Test
        void waitsForTheFlush() {
            headers("200");
            assertThat(messages.octets).isEmpty();
        }

        @Test
        void withCreditLeavesAsOneMessage() {
            var _ = writer.writeWindowUpdate(context, 5, 77, promise());
            headers("200");
            channel.flush();

            assertThat(messages.octets).hasSize(1);
            assertThat(frames()).containsExactly("WINDOW_UPDATE 5 77", "HEADERS 3");
        }
    }

    @Nested
    final class Frames {

        @Test
        void keepTheirOrder() {
            headers("200");
            data(1, false);
            data(LARGE, false);
            data(2, false);
            var _ = writer.writeRstStream(context, 3, Http2Error.CANCEL.code(), promise());
            headers("204");
            channel.flush();

            assertThat(frames())
                    .containsExactly("HEADERS 3", "DATA 3 1", "DATA 3 10000", "DATA 3 2", "RST_STREAM 3", "HEADERS 3");
        }

        @Test
        void thatAreLargeAreNotCopied() {
            ByteBuf body = Unpooled.buffer().writeZero(LARGE);
            var _ = writer.writeData(context, 3, body, 0, true, promise());
            channel.flush();

            assertThat(messages.octets).containsExactly(9, LARGE);
            channel.<ByteBuf>readOutbound().release();
            ByteBuf sent = channel.readOutbound();
            assertThat(sent).isSameAs(body);
            sent.release();
        }

        @Test
        void areAsLargeAsThePeerAllows() {
            data(2 * FRAME + 5, true);
            data(FRAME, true);
            channel.flush();

            assertThat(frames()).containsExactly("DATA 3 16384", "DATA 3 16384", "DATA 3 5 ends", "DATA 3 16384 ends");
        }

        @Test
        void thatFillAMessageLeaveBeforeTheFlush() {
            for (int i = 0; i < 100; i++) {
                data(1000, false);
            }
            assertThat(messages.octets)
                    .isNotEmpty()
                    .allSatisfy(octets -> assertThat(octets).isBetween(RECORD, RECORD + 1009));
        }

        @Test
        void mayBePadded() {
            data(1, false);
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(2), 7, false, promise());
            var _ = writer.writeHeaders(context, 3, new DefaultHttp2Headers().status("200"), 7, true, promise());
            channel.flush();

            assertThat(frames()).containsExactly("DATA 3 1", "DATA 3 2", "HEADERS 3 ends");
        }

        @Test
        void ofDataAreReportedAsTheyLeave() {
            List<Integer> sent = new ArrayList<>();
            writer.listener((stream, octets) -> sent.add(octets));
            data(1, false);
            data(LARGE, true);

            assertThat(sent).containsExactly(1, LARGE);
        }
    }

    @Nested
    final class APromise {

        @Test
        void isKeptWhenItsMessageHasLeft() {
            messages.stalled = true;
            ChannelPromise promise = promise();
            ChannelPromise large = promise();
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(10), 0, false, promise);
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(3 * FRAME), 0, false, large);
            channel.flush();
            assertThat(promise.isDone()).isFalse();

            List<ChannelPromise> waiting = List.copyOf(messages.waiting);
            waiting.getFirst().setSuccess();
            assertThat(promise.isSuccess()).isTrue();
            waiting.subList(1, waiting.size() - 1).forEach(ChannelPromise::setSuccess);
            assertThat(large.isDone()).as("before the last frame of it").isFalse();
            waiting.getLast().setSuccess();
            assertThat(large.isSuccess()).isTrue();
        }

        @Test
        void isBrokenWhereTheMessageDoesNotLeave() {
            messages.stalled = true;
            ChannelPromise promise = promise();
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(10), 0, false, promise);
            channel.flush();
            messages.waiting.getFirst().setFailure(new ClosedChannelException());

            assertThat(promise.cause()).isInstanceOf(ClosedChannelException.class);
        }

        @Test
        void isBrokenWhereTheConnectionGoesFirst() {
            ChannelPromise promise = promise();
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(10), 0, false, promise);
            channel.unsafe().close(channel.voidPromise());
            channel.runPendingTasks();

            assertThat(promise.cause()).isInstanceOf(ClosedChannelException.class);
            assertThat(messages.octets).isEmpty();
        }

        /** What a listener writes is of the next message. */
        @Test
        void mayHaveAListenerThatWrites() {
            ChannelPromise promise = promise();
            promise.addListener(_ -> data(2, false));
            var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(1), 0, false, promise);
            channel.flush();
            channel.flush();

            assertThat(frames()).containsExactly("DATA 3 1", "DATA 3 2");
        }
    }

    @Nested
    final class Headers {

        @Test
        void thatAFrameDoesNotHoldAreContinued() {
            Http2Headers many = new DefaultHttp2Headers().status("200");
            for (int i = 0; i < 1000; i++) {
                many.add("x-field-" + i, "a value of " + i + ", which is some octets long");
            }
            headers("200");
            var _ = writer.writeHeaders(context, 3, many, 0, true, promise());
            headers("204");
            channel.flush();

            assertThat(frames()).containsExactly("HEADERS 3", "HEADERS 3 ends", "HEADERS 3");
        }

        @Test
        void thatThePeerDoesNotTakeAreNotWritten() throws Http2Exception {
            writer.configuration().headersConfiguration().maxHeaderListSize(100);
            ChannelPromise promise = promise();
            var _ = writer.writeHeaders(
                    context,
                    3,
                    new DefaultHttp2Headers().status("200").add("x-long", "a".repeat(60)),
                    0,
                    true,
                    promise);
            headers("200");
            channel.flush();

            assertThat(promise.cause()).isInstanceOf(Http2Exception.HeaderListSizeException.class);
            assertThat(frames()).containsExactly("HEADERS 3");
        }

        @Test
        void thatComeAgainStayInTheTable() {
            int second = 0;
            for (int i = 0; i < 200; i++) {
                var _ = writer.writeHeaders(
                        context,
                        3,
                        new DefaultHttp2Headers()
                                .status("200")
                                .add("x-stays", "the same in each message")
                                .add("x-request-id", UUID.randomUUID().toString())
                                .add("traceparent", "00-" + UUID.randomUUID()),
                        0,
                        false,
                        promise());
                channel.flush();
                second = i == 1 ? messages.octets.getLast() : second;
            }
            assertThat(messages.octets.subList(1, 200)).containsOnly(second);
            assertThat(frames()).hasSize(200);
        }
    }

    private ChannelPromise promise() {
        return channel.newPromise();
    }

    private void headers(String status) {
        var _ = writer.writeHeaders(context, 3, new DefaultHttp2Headers().status(status), 0, false, promise());
    }

    private void trailers() {
        var _ = writer.writeHeaders(context, 3, new DefaultHttp2Headers().add("grpc-status", "0"), 0, true, promise());
    }

    private void data(int octets, boolean ends) {
        var _ = writer.writeData(context, 3, Unpooled.buffer().writeZero(octets), 0, ends, promise());
    }

    /** The frames that have left; a block of headers is one. */
    private List<String> frames() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf octets = channel.readOutbound(); octets != null; octets = channel.readOutbound()) {
            all.writeBytes(octets);
            octets.release();
        }
        Seen seen = new Seen();
        try {
            while (all.isReadable()) {
                reader.readFrame(context, all, seen);
            }
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return seen.frames;
    }

    private static final class Seen extends Http2FrameAdapter {

        private final List<String> frames = new ArrayList<>();

        private void see(String frame, boolean ends) {
            frames.add(ends ? frame + " ends" : frame);
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
            see("DATA " + id + " " + data.readableBytes(), ends);
            return data.readableBytes() + padding;
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
            see("HEADERS " + id, ends);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
            see("RST_STREAM " + id, false);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) {
            see("WINDOW_UPDATE " + id + " " + increment, false);
        }
    }

    /** Where the frames are written. */
    private static final class Endpoint extends ChannelInboundHandlerAdapter {}

    /** How many octets each message has. */
    private static final class Messages extends ChannelOutboundHandlerAdapter {

        private final List<Integer> octets = new ArrayList<>();
        private final List<ChannelPromise> waiting = new ArrayList<>();
        private boolean stalled;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            octets.add(((ByteBuf) message).readableBytes());
            if (stalled) {
                ((ByteBuf) message).release();
                waiting.add(promise);
            } else {
                var _ = ctx.write(message, promise);
            }
        }
    }
}

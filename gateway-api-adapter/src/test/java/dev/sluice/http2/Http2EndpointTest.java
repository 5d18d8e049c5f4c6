package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What both ends of an HTTP/2 connection have: flushes once a turn, credit, and streams that are held to their flow.
 */
final class Http2EndpointTest {

    private static final int WINDOW = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private static final int HIGH_WATER = 64 << 10;
    private static final int MUCH = 1 << 20;

    private record Frame(int type, int stream, int length, int value) {}

    private final Flushes flushes = new Flushes();
    private final Endpoint endpoint = new Endpoint(Http2Codec.server(100, 8192, DefaultHttp2Headers::new));
    private final EmbeddedChannel channel = new EmbeddedChannel(flushes, endpoint);
    private final Http2ChannelDuplexHandler streams = new Http2ChannelDuplexHandler() {};
    private final EmbeddedChannel peer = new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient()
                    .initialSettings(Http2Settings.defaultSettings().initialWindowSize(MUCH))
                    .build(),
            streams);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        peer.finishAndReleaseAll();
    }

    @Nested
    final class AFlush {

        @Test
        void isOneForAllThatIsWrittenInATurn() {
            Flow first = ask();
            Flow second = ask();
            int before = flushes.count;
            first.send(10);
            endpoint.flushSoon();
            second.send(10);
            endpoint.flushSoon();
            assertThat(flushes.count).as("before the turn is over").isEqualTo(before);
            channel.runPendingTasks();

            assertThat(flushes.count - before).isEqualTo(1);
            assertThat(sent(Http2FrameTypes.DATA)).extracting(Frame::stream).containsExactly(3, 5);
        }

        @Test
        void followsInTheNextTurnToo() {
            Flow flow = ask();
            for (int turn = 0; turn < 2; turn++) {
                flow.send(10);
                endpoint.flushSoon();
                channel.runPendingTasks();
                assertThat(sent(Http2FrameTypes.DATA)).as("turn %d", turn).hasSize(1);
            }
        }

        @Test
        void waitsForTheEndOfARead() {
            Flow flow = ask();
            int before = flushes.count;
            endpoint.onData = () -> {
                flow.send(10);
                endpoint.flushSoon();
                endpoint.flushSoon();
            };
            upload(flow, 1);

            assertThat(flushes.count - before).as("the flush that ends a read").isEqualTo(1);
            assertThat(sent(Http2FrameTypes.DATA)).hasSize(1);
        }

        @Test
        void takesAResetAlong() {
            Flow flow = ask();
            endpoint.reset(flow.id(), Http2Error.CANCEL);
            channel.runPendingTasks();

            assertThat(sent(Http2FrameTypes.RST_STREAM))
                    .containsExactly(
                            new Frame(Http2FrameTypes.RST_STREAM, flow.id(), 4, (int) Http2Error.CANCEL.code()));
        }
    }

    @Nested
    final class Credit {

        @Test
        void isGivenForWhatWasForwardedOnly() {
            Flow flow = ask();
            flow.passes = false;
            upload(flow, WINDOW);
            flow.creditWhatWasTaken();
            assertThat(windowUpdates(flow)).as("while all is kept").isEmpty();

            flow.takeAll();
            flow.creditWhatWasTaken();
            assertThat(windowUpdates(flow)).first().isEqualTo(WINDOW);
        }

        @Test
        void widensAStreamOnceItHasSentItsFirstWindow() {
            Flow flow = ask();
            upload(flow, WINDOW - 1);
            flow.creditWhatWasTaken();
            assertThat(windowUpdates(flow)).containsExactly(WINDOW - 1);

            upload(flow, 1);
            flow.creditWhatWasTaken();
            upload(flow, WINDOW);
            flow.creditWhatWasTaken();
            assertThat(windowUpdates(flow))
                    .filteredOn(update -> update >= Http2Codec.WIDER)
                    .as("once")
                    .hasSize(1);
        }

        @Test
        void widensNoStreamThatHasEnded() {
            Flow flow = ask();
            upload(flow, WINDOW);
            flow.creditAtTheEnd();

            assertThat(windowUpdates(flow)).containsExactly(WINDOW);
        }

        @Test
        void isGivenForWhatIsDropped() {
            Flow flow = ask();
            flow.passes = false;
            upload(flow, WINDOW);
            flow.dropAll();

            assertThat(windowUpdates(flow)).first().isEqualTo(WINDOW);
        }

        @Test
        void ofTheConnectionDoesNotWaitForAStream() {
            List<Flow> kept = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Flow flow = ask();
                flow.passes = false;
                kept.add(flow);
                upload(flow, WINDOW - 1);
                carry(channel, peer);
                carry(peer, channel);
            }

            assertThat(kept)
                    .allSatisfy(flow -> assertThat(flow.takeAll().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum())
                            .isEqualTo(WINDOW - 1));
        }
    }

    @Nested
    final class AStream {

        @Test
        void isWritableWhileLittleIsQueued() {
            Flow flow = ask();
            flow.send(HIGH_WATER - 1);
            boolean below = flow.hasRoom();
            flow.send(1);

            var softly = new SoftAssertions();
            softly.assertThat(below).as("below the high-water mark").isTrue();
            softly.assertThat(flow.hasRoom()).as("at it").isFalse();
            softly.assertThat(flow.writableCalls).isZero();
            softly.assertAll();
        }

        @Test
        void countsWhatIsHeldAsQueued() {
            Flow flow = ask();
            flow.hold(Unpooled.buffer().writeZero(HIGH_WATER));
            assertThat(flow.hasRoom()).isFalse();
            flow.releaseHeld();
            assertThat(flow.hasRoom()).isTrue();
        }

        @Test
        void isWritableAgainWhenWhatWasQueuedHasLeft() {
            Flow flow = ask();
            flow.send(HIGH_WATER / 2 + 1);
            flow.send(HIGH_WATER / 2);
            assertThat(flow.hasRoom()).isFalse();
            endpoint.flushSoon();
            channel.runPendingTasks();

            assertThat(flow.writableCalls).as("once").isEqualTo(1);
            assertThat(flow.hasQueued()).isFalse();
        }

        @Test
        void handsWhatWasKeptOverInItsOrder() {
            Flow flow = ask();
            flow.passes = false;
            upload(flow, 3);
            upload(flow, 5);

            assertThat(flow.takeAll()).containsExactly(3, 5);
            assertThat(flow.hasUnread()).isFalse();
        }

        @Test
        void isUnknownOnceItIsClosed() {
            Flow flow = ask();
            Http2FrameStream stream = Objects.requireNonNull(flow.peer);
            assertThat(endpoint.stream(flow.id())).isSameAs(flow);
            peer.writeOutbound(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
            carry(peer, channel);

            assertThat(endpoint.stream(flow.id())).isNull();
        }
    }

    @Nested
    final class AFault {

        @Test
        void thatIsNoBreachOfHttp2IsTheEndpointsToDealWith() {
            var cause = new IOException("reset by peer");
            channel.pipeline().fireExceptionCaught(cause);

            assertThat(endpoint.cause).isSameAs(cause);
        }

        @Test
        void ofHttp2IsAnsweredByGoAway() {
            ask();
            channel.pipeline()
                    .fireExceptionCaught(Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a breach"));

            assertThat(endpoint.cause).isNull();
            assertThat(sent(Http2FrameTypes.GO_AWAY)).hasSize(1);
        }
    }

    /** A request whose body is open. */
    private Flow ask() {
        if (endpoint.flows.isEmpty()) {
            carry(peer, channel);
            carry(channel, peer);
        }
        Http2FrameStream stream = streams.newStream();
        var headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority("a")
                .path("/");
        peer.writeOutbound(new DefaultHttp2HeadersFrame(headers, false).stream(stream));
        carry(peer, channel);
        carry(channel, peer);
        Flow flow = endpoint.flows.getLast();
        flow.peer = stream;
        return flow;
    }

    private void upload(Flow flow, int octets) {
        peer.writeOutbound(new DefaultHttp2DataFrame(Unpooled.buffer().writeZero(octets), false)
                .stream(Objects.requireNonNull(flow.peer)));
        carry(peer, channel);
    }

    /** In one piece, so that it is one read. */
    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        to.writeInbound(outbound(from));
    }

    private static ByteBuf outbound(EmbeddedChannel from) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
            all.writeBytes(octets);
            octets.release();
        }
        return all;
    }

    private List<Integer> windowUpdates(Flow flow) {
        return windowUpdates(flow.id());
    }

    private List<Integer> windowUpdates(int stream) {
        channel.runPendingTasks();
        return sent(Http2FrameTypes.WINDOW_UPDATE).stream()
                .filter(frame -> frame.stream() == stream)
                .map(Frame::value)
                .toList();
    }

    private List<Frame> sent(int type) {
        List<Frame> frames = new ArrayList<>();
        ByteBuf all = outbound(channel);
        peer.writeInbound(all.copy());
        while (all.isReadable()) {
            int length = all.readMedium();
            int found = all.readByte();
            all.readByte();
            int stream = all.readInt();
            int value = length == Integer.BYTES ? all.getInt(all.readerIndex()) : 0;
            all.skipBytes(length);
            if (found == type) {
                frames.add(new Frame(found, stream, length, value));
            }
        }
        return frames;
    }

    private static final class Flushes extends ChannelOutboundHandlerAdapter {

        private int count;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count++;
            ctx.flush();
        }
    }

    private static final class Endpoint extends Http2Endpoint<Flow> {

        private final List<Flow> flows = new ArrayList<>();
        private Runnable onData = () -> {};
        private @Nullable Throwable cause;

        Endpoint(Http2Codec codec) {
            super(codec, true);
            decoder().frameListener(new Frames() {
                @Override
                public void onHeadersRead(
                        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
                    begin(Objects.requireNonNull(connection().stream(id)));
                }

                @Override
                public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
                    onData.run();
                    Objects.requireNonNull(stream(id)).read(data.retain());
                    return padding;
                }
            });
        }

        private void begin(Http2Stream stream) {
            Flow flow = new Flow(this, stream);
            attach(stream, flow);
            flows.add(flow);
            var _ = encoder()
                    .writeHeaders(
                            context(),
                            flow.id(),
                            new DefaultHttp2Headers().status("200"),
                            0,
                            false,
                            context().newPromise());
        }

        @Override
        protected void broke(ChannelHandlerContext ctx, Throwable broken) {
            cause = broken;
        }
    }

    private static final class Flow extends StreamFlow {

        private final Endpoint endpoint;
        private @Nullable Http2FrameStream peer;
        private boolean passes = true;
        private int writableCalls;

        Flow(Endpoint endpoint, Http2Stream stream) {
            super(endpoint, stream);
            this.endpoint = endpoint;
        }

        void read(ByteBuf part) {
            came(part.readableBytes());
            if (passes) {
                handedOver(part);
                part.release();
            } else {
                keep(part);
            }
        }

        List<Integer> takeAll() {
            List<Integer> sizes = new ArrayList<>();
            for (ByteBuf part = nextUnread(); part != null; part = nextUnread()) {
                sizes.add(part.readableBytes());
                part.release();
            }
            allRead();
            return sizes;
        }

        void creditWhatWasTaken() {
            credit(true);
        }

        void creditAtTheEnd() {
            credit(false);
        }

        void dropAll() {
            dropUnread();
            credit(true);
        }

        void send(int octets) {
            endpoint.writeData(id(), Unpooled.buffer().writeZero(octets), false, queue(octets));
        }

        @Override
        protected void writableAgain() {
            writableCalls++;
        }
    }
}

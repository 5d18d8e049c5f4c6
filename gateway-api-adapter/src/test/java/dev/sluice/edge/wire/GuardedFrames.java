package dev.sluice.edge.wire;

import dev.sluice.answer.RequestFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection without a socket: frames go in, and what becomes of them is written down. The clock is driven.
 */
final class GuardedFrames implements AutoCloseable {

    private final List<String> transcript = new ArrayList<>();
    private final ByteBuf written = Unpooled.buffer();
    private final MockTicker ticker = Ticker.newMockTicker();
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final EmbeddedChannel channel = EmbeddedChannel.builder()
            .parent(new LocalServerChannel()) // By which the multiplexer knows that it serves.
            .ticker(ticker)
            .handlers(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel opened) {
                    opened.pipeline().addLast(new Socket());
                    guard(opened);
                }
            })
            .build();
    private boolean holds;
    private int answerLength;

    /** What is tested. All that these tests know of the pipeline stands here and in {@link Application}. */
    private void guard(Channel opened) {
        opened.pipeline()
                .addLast(new ConnectionFront(GuardedConnection.LIMITS, GuardedConnection.TIMEOUTS, () -> false))
                .addLast(Http2FrameCodecBuilder.forServer().build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Application());
                    }
                }));
    }

    /** The connection begins with its preface and SETTINGS. */
    GuardedFrames begin() {
        return octets(Http2CodecUtil.connectionPrefaceBuf())
                .frame(Http2FrameTypes.SETTINGS, new Http2Flags(), 0, new byte[0]);
    }

    /** From now on requests are not answered. */
    GuardedFrames holdAnswers() {
        holds = true;
        return this;
    }

    /** From now on answers have so many octets, which need a window. */
    GuardedFrames answerWith(int octets) {
        answerLength = octets;
        return this;
    }

    GuardedFrames octets(ByteBuf octets) {
        if (channel.isOpen()) {
            channel.writeInbound(octets);
        } else {
            octets.release();
        }
        return this;
    }

    GuardedFrames frame(byte type, Http2Flags flags, int stream, byte... payload) {
        ByteBuf frame = Unpooled.buffer();
        Http2CodecUtil.writeFrameHeader(frame, payload.length, type, flags, stream);
        return octets(frame.writeBytes(payload));
    }

    GuardedFrames headers(int stream, boolean endsStream, boolean endsBlock, String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new IllegalArgumentException(e);
        }
        byte[] payload = new byte[block.readableBytes()];
        block.readBytes(payload).release();
        return frame(
                Http2FrameTypes.HEADERS,
                new Http2Flags().endOfStream(endsStream).endOfHeaders(endsBlock),
                stream,
                payload);
    }

    /** A request with or without a body. */
    GuardedFrames request(int stream, boolean ends) {
        return headers(
                stream,
                ends,
                true,
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/" + stream,
                ":authority",
                "a.test");
    }

    GuardedFrames data(int stream, boolean ends, int length) {
        return frame(Http2FrameTypes.DATA, new Http2Flags().endOfStream(ends), stream, new byte[length]);
    }

    GuardedFrames ping() {
        return frame(Http2FrameTypes.PING, new Http2Flags(), 0, new byte[8]);
    }

    /** Time passes, in steps as long as the clock's period. */
    GuardedFrames pass(Duration time) {
        long period = GuardedConnection.TIMEOUTS.period();
        for (long left = time.toNanos(); left > 0; left -= period) {
            ticker.advance(Math.min(left, period), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }
        return this;
    }

    /**
     * In order: {@code > path} for the head of a request, {@code > end path} for its end, {@code < TYPE stream} for a
     * frame of an answer, with its code where it is RST_STREAM or GOAWAY, and {@code closed}. SETTINGS and
     * WINDOW_UPDATE are left out.
     */
    List<String> transcript() {
        return List.copyOf(transcript);
    }

    long count(String entry) {
        return transcript.stream().filter(entry::equals).count();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        written.release();
    }

    /** Where the frames of the answers go. */
    private final class Socket extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf octets = (ByteBuf) message;
            written.writeBytes(octets);
            octets.release();
            while (written.readableBytes() >= 9
                    && written.readableBytes() >= 9 + written.getUnsignedMedium(written.readerIndex())) {
                ByteBuf frame = written.readSlice(9 + written.getUnsignedMedium(written.readerIndex()));
                note(frame.getByte(3), frame.getInt(5), frame);
            }
            promise.trySuccess();
        }

        private void note(byte type, int stream, ByteBuf frame) {
            switch (type) {
                case Http2FrameTypes.GO_AWAY -> transcript.add("< GOAWAY " + frame.getInt(13));
                case Http2FrameTypes.RST_STREAM -> transcript.add("< RST_STREAM " + stream + " " + frame.getInt(9));
                case Http2FrameTypes.HEADERS -> transcript.add("< HEADERS " + stream);
                case Http2FrameTypes.PING -> transcript.add("< PING");
                default -> {}
            }
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            transcript.add("closed");
            var _ = ctx.close(promise);
        }
    }

    /** What serves one stream. */
    private final class Application extends ChannelInboundHandlerAdapter {

        private String path = "";

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean ends = false;
            if (message instanceof Http2HeadersFrame head) {
                if (path.isEmpty()) {
                    path = String.valueOf(head.headers().path());
                    transcript.add("> " + path);
                    StreamBody.follow(ctx.channel(), GuardedConnection.LIMITS, GuardedConnection.TIMEOUTS);
                }
                ends = head.isEndStream();
            } else if (message instanceof Http2DataFrame data) {
                ends = data.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (ends) {
                transcript.add("> end " + path);
            }
            if (ends && !holds) {
                answer(ctx, "200");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer(ctx, RequestFault.answerTo(cause).status().codeAsText().toString());
        }

        private void answer(ChannelHandlerContext ctx, String status) {
            transcript.add("< " + status + " " + path);
            var head = new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(status), answerLength == 0);
            var _ = ctx.writeAndFlush(head);
            if (answerLength > 0) {
                ByteBuf body = Unpooled.wrappedBuffer(new byte[answerLength]);
                var _ = ctx.writeAndFlush(new DefaultHttp2DataFrame(body, true));
            }
        }
    }
}

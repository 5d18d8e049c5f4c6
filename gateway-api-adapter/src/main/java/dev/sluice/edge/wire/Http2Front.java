package dev.sluice.edge.wire;

import dev.sluice.edge.RequestLimits;
import dev.sluice.message.StreamTurns;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Guards an HTTP/2 connection before its decoder: cuts off floods, headers that never end, and frames on streams that
 * are over. A connection of which an error is told is closed soon after, whether the client reads that or not.
 */
final class Http2Front extends ChannelDuplexHandler implements Watched {

    private static final long FAREWELL_MILLIS = 250;
    private static final int GOAWAY_LENGTH = 8;

    /**
     * Octets that may wait for the socket. Many responses share a connection, and a write of few frames costs nearly as
     * much as one of many.
     */
    private static final WriteBufferWaterMark UNWRITTEN = new WriteBufferWaterMark(128 << 10, 256 << 10);

    private static final long NEVER = Long.MIN_VALUE;

    private final RequestLimits limits;
    private final ConnectionTimeouts timeouts;
    private final Ticker ticker;
    private final FrameBudget budget;
    private final long openedAt;
    private @Nullable ByteBuf preface;
    private @Nullable FrameScanner frames;
    private @Nullable StalledStreams stalled;
    private @Nullable Http2FrameCodec codec;
    private @Nullable ChannelHandlerContext context;
    private boolean dead;
    private long busyAt;

    Http2Front(RequestLimits limits, ConnectionTimeouts timeouts, Ticker ticker) {
        this.limits = limits;
        this.timeouts = timeouts;
        this.ticker = ticker;
        this.budget = new FrameBudget(ticker);
        this.openedAt = ticker.nanoTime();
        this.busyAt = openedAt;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ConnectionWatch.start(ctx, timeouts, this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (preface != null) {
            preface.release();
            preface = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.drop(ctx, cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
        } else if (dead) {
            octets.release();
        } else if (frames == null) {
            begin(ctx, octets);
        } else {
            pass(ctx, frames, octets);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (preface == null) {
            ctx.fireChannelReadComplete();
        } else {
            ctx.read();
        }
    }

    /** On a clear connection the preface alone makes the decoder come; only then it can be listened to. */
    private void begin(ChannelHandlerContext ctx, ByteBuf octets) {
        ByteBuf all =
                preface == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), preface, octets);
        preface = all;
        ByteBuf expected = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int length = expected.readableBytes();
            int seen = Math.min(all.readableBytes(), length);
            if (!ByteBufUtil.equals(all, all.readerIndex(), expected, 0, seen)) {
                kill(ctx, Http2Error.PROTOCOL_ERROR);
            } else if (seen == length) {
                preface = null;
                ctx.fireChannelRead(all.readRetainedSlice(length));
                pass(ctx, listen(ctx), all);
            }
        } finally {
            expected.release();
        }
    }

    private FrameScanner listen(ChannelHandlerContext ctx) {
        Http2FrameCodec decoder = ctx.pipeline().get(Http2FrameCodec.class);
        var scanner = new FrameScanner(limits, budget, new StreamIds(), ticker);
        codec = decoder;
        StreamTurns.apply(decoder);
        ctx.channel().config().setWriteBufferWaterMark(UNWRITTEN);
        stalled = new StalledStreams(
                decoder, ctx.pipeline().context(decoder), timeouts.write().toNanos());
        frames = scanner;
        String multiplexer = ctx.pipeline().context(Http2MultiplexHandler.class).name();
        ctx.pipeline()
                .addBefore(
                        multiplexer,
                        null,
                        new Http2Judge(decoder.connection(), budget, () -> kill(ctx, Http2Error.ENHANCE_YOUR_CALM)));
        decoder.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
                if (errorCode != Http2Error.NO_ERROR.code()) {
                    dead = true;
                    var _ = Hangup.after(ctx, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        });
        return scanner;
    }

    private void pass(ChannelHandlerContext ctx, FrameScanner scanner, ByteBuf octets) {
        if (!octets.isReadable()) {
            octets.release();
            return;
        }
        Http2Error error = scanner.scan(octets);
        if (error == Http2Error.NO_ERROR) {
            ctx.fireChannelRead(octets);
        } else {
            octets.release();
            kill(ctx, error);
        }
    }

    /** Not through the decoder, which would wait for its streams. */
    private void kill(ChannelHandlerContext ctx, Http2Error error) {
        if (dead) {
            return;
        }
        dead = true;
        ByteBuf goaway = ctx.alloc().buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + GOAWAY_LENGTH);
        Http2CodecUtil.writeFrameHeader(goaway, GOAWAY_LENGTH, Http2FrameTypes.GO_AWAY, new Http2Flags(), 0);
        goaway.writeInt(0).writeInt((int) error.code());
        var _ = ctx.writeAndFlush(goaway).addListener(written -> {
            var _ = ctx.close();
        });
        var _ = Hangup.after(ctx, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void leave() {
        if (context != null) {
            // Sends GOAWAY, refuses new streams, and closes when the last stream has ended.
            var _ = context.channel().close();
        }
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || dead) {
            return;
        }
        if (frames == null || codec == null || stalled == null) {
            if (now - openedAt >= timeouts.head().toNanos()) {
                var _ = ctx.close();
            }
            return;
        }
        if (frames.blockSince() != NEVER
                && now - frames.blockSince() >= timeouts.head().toNanos()) {
            kill(ctx, Http2Error.ENHANCE_YOUR_CALM);
            return;
        }
        stalled.reset(now);
        if (codec.connection().numActiveStreams() > 0) {
            busyAt = now;
        } else if (now - busyAt >= timeouts.idle().toNanos()) {
            leave();
        }
    }
}

package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of an HTTP/2 connection, the server's or the client's: RFC 9113, on Netty's decoder, encoder and flow
 * control, without a channel for each stream. Belongs to its event loop.
 *
 * <p>Writes of all streams leave together, once in a turn of the event loop, and small frames as one message: a write
 * of few octets costs nearly as much as one of many.
 *
 * @param <S> what a stream is to this end
 */
public abstract class Http2Endpoint<S extends StreamFlow> extends Http2ConnectionHandler {

    /** Octets that may wait for the socket; many streams share it. */
    private static final WriteBufferWaterMark UNWRITTEN = new WriteBufferWaterMark(128 << 10, 256 << 10);

    private final Http2Connection.PropertyKey streamKey;
    private final FrameGathering gathering;
    private final Runnable scheduledFlush = this::flushScheduled;
    private @Nullable ChannelHandlerContext context;
    private boolean reading;
    private boolean flushScheduled;

    /** @param flushesPreface whether the preface leaves at once, or with what is written next */
    protected Http2Endpoint(Http2Codec codec, boolean flushesPreface) {
        super(codec.decoder(), codec.encoder(), codec.settings(), false, flushesPreface);
        gathering = codec.frames().gathering();
        streamKey = codec.decoder().connection().newKey();
    }

    /** Where it is in its channel's pipeline, once it is. */
    public final ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Whether it was put into a pipeline. */
    public final boolean isInstalled() {
        return context != null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        ctx.channel().config().setWriteBufferWaterMark(UNWRITTEN);
        ctx.pipeline().addBefore(ctx.name(), null, gathering);
        super.handlerAdded(ctx);
    }

    // From the peer

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        reading = true;
        super.channelRead(ctx, message);
    }

    /** Flushes, too: what was written while reading leaves now. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        reading = false;
        super.channelReadComplete(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            broke(ctx, cause);
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }

    /** The connection broke, and not by a breach of HTTP/2. To close it. */
    protected abstract void broke(ChannelHandlerContext ctx, Throwable cause);

    // Streams

    /** Says what a stream is to this end. */
    protected final void attach(Http2Stream stream, S ours) {
        stream.setProperty(streamKey, ours);
    }

    /** What was attached to a stream; null for none. */
    protected final @Nullable S of(Http2Stream stream) {
        return stream.getProperty(streamKey);
    }

    /** What was attached to the stream of a number; null for none, and where there is no such stream any more. */
    protected final @Nullable S stream(int id) {
        Http2Stream stream = connection().stream(id);
        return stream == null ? null : of(stream);
    }

    /** Writes DATA, as flow control allows. Leaves with the next flush. */
    public final void writeData(int id, ByteBuf data, boolean ends, ChannelPromise promise) {
        var _ = encoder().writeData(context(), id, data, 0, ends, promise);
    }

    /** Resets a stream; nothing follows on it. */
    public final void reset(int id, Http2Error error) {
        var _ = resetStream(context(), id, error.code(), context().newPromise());
        flushSoon();
    }

    /** Octets of a body were forwarded: the peer may send as many more. */
    final void credit(Http2Stream stream, int octets) {
        try {
            if (connection().local().flowController().consumeBytes(stream, octets)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /** Lets a stream whose body is forwarded well send more at a time. */
    final void widen(Http2Stream stream) {
        try {
            connection().local().flowController().incrementWindowSize(stream, Http2Codec.WIDER);
            flushSoon();
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /** Flushes once, when what is running now is done. */
    public final void flushSoon() {
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            context().executor().execute(scheduledFlush);
        }
    }

    private void flushScheduled() {
        flushScheduled = false;
        flush(context());
    }

    /** Hears of frames. Priorities, which RFC 9113 removed, are left out. */
    protected abstract static class Frames extends Http2FrameAdapter {

        protected Frames() {}

        @Override
        public final void onHeadersRead(
                ChannelHandlerContext ctx,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean ends) {
            onHeadersRead(ctx, id, headers, padding, ends);
        }

        @Override
        public abstract void onHeadersRead(
                ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends);
    }
}

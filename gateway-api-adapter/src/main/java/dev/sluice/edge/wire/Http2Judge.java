package dev.sluice.edge.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Stands between the HTTP/2 decoder and its streams: a request that is malformed ends its stream with PROTOCOL_ERROR
 * and is seen by nobody, RFC 9113, section 8.1.1.
 */
final class Http2Judge extends ChannelDuplexHandler {

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey begun;
    private final FrameBudget budget;
    private final Runnable onFlood;

    Http2Judge(Http2Connection connection, FrameBudget budget, Runnable onFlood) {
        this.connection = connection;
        this.begun = connection.newKey();
        this.budget = budget;
        this.onFlood = onFlood;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame head && head.stream() != null && !isSound(head)) {
            reset(ctx, head.stream(), Http2Error.PROTOCOL_ERROR);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private boolean isSound(Http2HeadersFrame head) {
        Http2Stream stream = connection.stream(head.stream().id());
        if (stream == null) {
            return true;
        }
        boolean trailers = stream.getProperty(begun) != null;
        stream.setProperty(begun, Boolean.TRUE);
        return trailers ? Http2Head.isTrailers(head.headers()) : Http2Head.isRequest(head.headers());
    }

    /**
     * A stream that the decoder found at fault is reset here; of a fault of the connection the decoder has sent GOAWAY.
     * The handlers behind need only see that it is gone: each would write a line of log, and a client could fill it.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2FrameStreamException fault) {
            reset(ctx, fault.stream(), fault.error());
        } else {
            ClientFault.drop(ctx, cause);
        }
    }

    private void reset(ChannelHandlerContext ctx, Http2FrameStream stream, Http2Error error) {
        if (budget.spendOnFault()) {
            var _ = ctx.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
        } else {
            onFlood.run();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Http2DataFrame data) {
            budget.earnByData(data.content().readableBytes());
        } else if (message instanceof Http2HeadersFrame) {
            budget.earn();
        }
        var _ = ctx.write(message, promise);
    }
}

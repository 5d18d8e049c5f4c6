package dev.sluice.edge.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Is in front of the TLS handler of one connection until there is TLS. A handshake that fails ends with an alert, while
 * the client may still be sending its part: closed at once, the client would see a broken connection and no reason. So
 * it is closed as a response is.
 */
public final class AlertDelivery extends ChannelDuplexHandler {

    private static final long SECONDS = 1;

    private boolean written;
    private boolean closing;

    /** For one connection. */
    public AlertDelivery() {}

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        written = true;
        var _ = ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing) {
            ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
        } else if (written && ctx.channel().isActive()) {
            closing = true;
            LingeringClose.close(ctx, promise, ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), SECONDS);
        } else {
            var _ = ctx.close(promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (closing) {
            ctx.read();
        } else {
            ctx.fireChannelReadComplete();
        }
    }
}

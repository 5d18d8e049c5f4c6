package dev.sluice.edge.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client may still be sending. Closed at once, the socket would answer what comes with a
 * reset, and the client would lose our last response with it: RFC 9112, section 9.6.
 */
final class LingeringClose {

    private LingeringClose() {}

    /**
     * Ends our half when all is written, with TLS after its close_notify, and the rest when the client has ended its
     * half, at the latest after some seconds. A connection that is to be reset, since the client would take its end for
     * the end of a body, is.
     */
    static void close(ChannelHandlerContext ctx, ChannelPromise promise, long seconds) {
        if (!ctx.channel().isActive()
                || Integer.valueOf(0).equals(ctx.channel().config().getOption(ChannelOption.SO_LINGER))) {
            var _ = ctx.close(promise);
        } else {
            close(ctx, promise, lastWrite(ctx), seconds);
        }
    }

    /** The same, once this last write is done, whatever that ends. */
    static void close(ChannelHandlerContext ctx, ChannelPromise promise, ChannelFuture lastWrite, long seconds) {
        if (!(ctx.channel() instanceof DuplexChannel channel)) {
            var _ = ctx.close(promise);
            return;
        }
        var _ = lastWrite.addListener(written -> {
            if (channel.isActive() && !channel.isOutputShutdown()) {
                var _ = channel.shutdownOutput();
                ctx.read();
            }
        });
        var end = Hangup.after(ctx, seconds, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> {
            end.cancel(false);
            promise.trySuccess();
        });
    }

    private static ChannelFuture lastWrite(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            return ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        }
        // The end of TLS overtakes what is not flushed.
        ctx.flush();
        return tls.closeOutbound();
    }
}

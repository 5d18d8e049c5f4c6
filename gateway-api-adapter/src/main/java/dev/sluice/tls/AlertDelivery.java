package dev.sluice.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Is in front of the TLS handler of one connection until there is TLS. A handshake that fails ends with an alert,
 * while the client may still be sending its part: closed at once, the socket would answer that with a reset, and the
 * client would see a broken connection and no reason. So only our half ends, and the rest when the client has ended its
 * own, after a second at the latest.
 */
public final class AlertDelivery extends ChannelDuplexHandler {

    private static final long SECONDS = 1;

    private boolean written;
    private boolean closing;
    private @Nullable Future<?> end;

    /** For one connection. */
    public AlertDelivery() {}

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        written = true;
        var _ = ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!written || !(ctx.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
            var _ = ctx.close(promise);
            return;
        }
        channel.closeFuture().addListener(_ -> promise.trySuccess());
        if (!closing) {
            closing = true;
            end = ctx.executor()
                    .schedule(
                            () -> {
                                var _ = ctx.close();
                            },
                            SECONDS,
                            TimeUnit.SECONDS);
            var _ = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                var _ = channel.shutdownOutput();
                ctx.read();
            });
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

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (end != null) {
            end.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}

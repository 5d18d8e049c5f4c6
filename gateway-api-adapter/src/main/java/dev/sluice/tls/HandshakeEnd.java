package dev.sluice.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler of one connection until the handshake ends, and then has the rest laid out in its
 * place. A failed one ends here: what comes after
 * would write a stack trace for each, into a log that any stranger could fill.
 */
public final class HandshakeEnd extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeEnd.class);

    private final Consumer<ChannelHandlerContext> secured;

    /** @param secured called when the handshake is done; replaces this handler */
    public HandshakeEnd(Consumer<ChannelHandlerContext> secured) {
        this.secured = secured;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                exceptionCaught(ctx, handshake.cause());
                return;
            }
            secured.accept(ctx);
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("No TLS with {}", ctx.channel().remoteAddress(), cause);
        var _ = ctx.close();
    }
}

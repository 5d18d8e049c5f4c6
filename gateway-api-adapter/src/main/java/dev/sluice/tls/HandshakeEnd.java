package dev.sluice.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler of one connection until the handshake ends, counts how, and then has the rest laid out
 * in its place. A failed one ends here: what comes after would write a stack trace for each, into a log that any
 * stranger could fill.
 */
public final class HandshakeEnd extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeEnd.class);

    private final HandshakeCounters counters;
    private final Function<ChannelHandlerContext, HandshakeOutcome> secured;
    private boolean over;

    /**
     * For one connection.
     *
     * @param secured called when there is TLS; replaces this handler, or closes the connection and says why
     */
    public HandshakeEnd(HandshakeCounters counters, Function<ChannelHandlerContext, HandshakeOutcome> secured) {
        this.counters = counters;
        this.secured = secured;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent handshake when handshake.isSuccess() -> ended(secured.apply(ctx));
            case SslHandshakeCompletionEvent handshake -> exceptionCaught(ctx, handshake.cause());
            case SniCompletionEvent name when !name.isSuccess() -> exceptionCaught(ctx, name.cause());
            case HandshakeOutcome outcome -> ended(outcome);
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("No TLS with {}", ctx.channel().remoteAddress(), cause);
        ended(HandshakeOutcome.of(cause));
        var _ = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended(HandshakeOutcome.BROKEN);
        ctx.fireChannelInactive();
    }

    /** Both libraries report a failure more than once. */
    private void ended(HandshakeOutcome outcome) {
        if (!over) {
            over = true;
            counters.ended(outcome);
        }
    }
}

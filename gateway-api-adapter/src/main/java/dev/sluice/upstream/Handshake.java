package dev.sluice.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Is behind the TLS handler of a new connection until the handshake is done, and gives its place to the protocol, so
 * that nothing is written to a backend that is not the one that is meant.
 */
final class Handshake extends ChannelInboundHandlerAdapter {

    private final Offer offer;
    private final Consumer<Channel> secured;
    private final Consumer<Throwable> failed;
    private boolean ended;

    /**
     * Exactly one of the two is called, once.
     *
     * @param secured after the handler has left the pipeline; what it adds reads all that was not read for the
     *     handshake
     * @param failed after the channel began to close
     */
    Handshake(Offer offer, Consumer<Channel> secured, Consumer<Throwable> failed) {
        this.offer = offer;
        this.secured = secured;
        this.failed = failed;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            done(context);
        } else {
            fail(context, handshake.cause());
        }
    }

    private void done(ChannelHandlerContext context) {
        String chosen = context.pipeline().get(SslHandler.class).applicationProtocol();
        if (offer.includes(chosen)) {
            ended = true;
            context.pipeline().remove(this);
            secured.accept(context.channel());
        } else {
            String instead = chosen == null ? "no protocol" : chosen;
            fail(
                    context,
                    new TlsException(
                            new TlsFailure(TlsFailure.Kind.NO_PROTOCOL, "it chooses " + instead + " by ALPN"), null));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, new ClosedChannelException());
    }

    private void fail(ChannelHandlerContext context, @Nullable Throwable cause) {
        if (!ended) {
            ended = true;
            var _ = context.close();
            failed.accept(cause == null ? new ClosedChannelException() : cause);
        }
    }
}

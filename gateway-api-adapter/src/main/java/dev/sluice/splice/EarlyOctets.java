package dev.sluice.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what comes on a connection before it is spliced, such as a ClientHello that was read to choose a route, or what
 * came with the end of a TLS handshake. Asks for nothing more. Gives all of it to the splice when it is removed.
 */
public final class EarlyOctets extends ChannelInboundHandlerAdapter {

    private final Queue<ByteBuf> octets = new ArrayDeque<>();
    private boolean inputEnded;
    private boolean gone;

    /** For one connection. */
    public EarlyOctets() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (gone) {
            ((ByteBuf) message).release();
        } else {
            octets.add((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // The splice asks for more.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
        }
    }

    /** A reset is an end like another. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        octets.forEach(ByteBuf::release);
        octets.clear();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        boolean any = !octets.isEmpty();
        while (!octets.isEmpty()) {
            ctx.fireChannelRead(octets.remove());
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (inputEnded) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }
}

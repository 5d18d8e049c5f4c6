package dev.sluice.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/** One end of a {@link Splice}: what comes here goes to the other. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is reported by exceptionCaught and channelInactive.
final class SpliceEnd extends ChannelInboundHandlerAdapter {

    private final Splice splice;
    private final Channel channel;
    private final Channel peer;
    private final Splice.End gone;
    private boolean ended;

    /** The other half has ended, and this channel knows. */
    private boolean last;

    private long octets;

    /**
     * @param channel on which it is
     * @param peer the other end's channel
     * @param gone what it is if this end breaks off
     */
    SpliceEnd(Splice splice, Channel channel, Channel peer, Splice.End gone) {
        this.splice = splice;
        this.channel = channel;
        this.peer = peer;
        this.gone = gone;
    }

    /** Octets that came here and went to the other end. */
    long octets() {
        return octets;
    }

    /** Hands bytes to the other end, to be sent with the next flush. */
    void pass(ByteBuf bytes) {
        splice.moved();
        octets += bytes.readableBytes();
        peer.write(bytes, peer.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof ByteBuf bytes) {
            pass(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        peer.flush();
        if (peer.isWritable()) {
            Splice.read(from.channel());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            Splice.read(peer);
        }
    }

    /** The sender sends no more, but may still take what the other sends. TLS has no such half. */
    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended = true;
            SpliceEnd other = peer.pipeline().get(SpliceEnd.class);
            boolean both = other == null || other.ended || isTls(peer) || isTls(from.channel());
            if (both) {
                splice.ends(Splice.End.DONE);
            }
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                if (both) {
                    peer.close();
                    from.close();
                } else if (peer instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                    other.isLast();
                }
            });
        }
    }

    /** Its end is that of the channel: to shut the input of a socket that has none left fails, at a price. */
    private void isLast() {
        last = true;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    private static boolean isTls(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** A reset by either side is an end like another, and no event for the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        splice.ends(gone);
        from.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        splice.ends(last ? Splice.End.DONE : gone);
        closePeer();
    }

    /** Octets that came here and that the other end's socket has not taken. */
    long unsent() {
        ChannelOutboundBuffer buffer = peer.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Closes the other end whether it has all that came here or not. */
    void cutPeer() {
        ChannelHandlerContext head = peer.pipeline().firstContext();
        if (head != null) {
            // From the first handler on, so that none waits for what the other end does not take.
            head.close();
        }
    }

    /** Closes the other end when it has all that came here. */
    void closePeer() {
        if (peer.isOpen()) {
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}

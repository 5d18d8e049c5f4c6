package dev.sluice.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Is on a connection in clear text until its first octets say which protocol the client speaks: the preface of
 * HTTP/2, or HTTP/1.1.
 */
final class FirstOctets extends ChannelInboundHandlerAdapter {

    private final HttpConnections connections;
    private final long patience;
    private @Nullable ByteBuf held;
    private @Nullable Future<?> hangup;

    /** @param patience nanoseconds until the first octets must be there */
    FirstOctets(HttpConnections connections, long patience) {
        this.connections = connections;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        hangup = Hangup.after(ctx, patience, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf all = held == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
        held = all;
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int seen = Math.min(all.readableBytes(), preface.readableBytes());
            if (!ByteBufUtil.equals(all, all.readerIndex(), preface, 0, seen)) {
                giveWay(ctx, false);
            } else if (seen == preface.readableBytes()) {
                giveWay(ctx, true);
            }
        } finally {
            preface.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.read();
    }

    private void giveWay(ChannelHandlerContext ctx, boolean http2) {
        ByteBuf octets = held;
        held = null;
        connections.replace(this, ctx.channel(), null, http2);
        if (octets != null) {
            ctx.pipeline().fireChannelRead(octets);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (hangup != null) {
            hangup.cancel(false);
        }
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** A client that resets its connection is no event for the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.close(ctx, cause);
    }
}

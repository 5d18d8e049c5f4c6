package dev.sluice.edge.wire;

import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the decoders of one connection until it is known which protocol the client speaks, and then gives its
 * place to the guard of that protocol. On a clear connection the first octets tell, in TLS the handshake has told.
 */
public final class ConnectionFront extends ChannelDuplexHandler {

    private final RequestLimits limits;
    private final ConnectionTimeouts timeouts;
    private final BooleanSupplier ending;
    private @Nullable ByteBuf held;
    private @Nullable Future<?> patience;

    /**
     * For one connection.
     *
     * @param ending whether its socket is being closed, so that the next answer over HTTP/1.1 is the last
     */
    public ConnectionFront(RequestLimits limits, ConnectionTimeouts timeouts, BooleanSupplier ending) {
        this.limits = limits;
        this.timeouts = timeouts;
        this.ending = ending;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        patience = Hangup.after(ctx, timeouts.head().toNanos(), TimeUnit.NANOSECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        boolean handshakeDone = event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess();
        ctx.fireUserEventTriggered(event);
        if (handshakeDone) {
            decide(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        held = held == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
        decide(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (held == null) {
            ctx.fireChannelReadComplete();
        } else {
            ctx.read();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.drop(ctx, cause);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (patience != null) {
            patience.cancel(false);
        }
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void decide(ChannelHandlerContext ctx) throws Exception {
        if (ctx.pipeline().get(Http2FrameCodec.class) != null) {
            giveWay(ctx, new Http2Front(limits, timeouts, ctx.executor().ticker()));
        } else if (ctx.pipeline().get(CleartextHttp2ServerUpgradeHandler.class) == null) {
            giveWay(ctx, new Http1Front(limits, timeouts, ending, ctx.executor().ticker()));
        } else if (held != null) {
            decideByFirstOctets(ctx, held);
        }
    }

    private void decideByFirstOctets(ChannelHandlerContext ctx, ByteBuf first) throws Exception {
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int seen = Math.min(first.readableBytes(), preface.readableBytes());
            if (!ByteBufUtil.equals(first, first.readerIndex(), preface, 0, seen)) {
                giveWay(
                        ctx,
                        new Http1Front(limits, timeouts, ending, ctx.executor().ticker()));
            } else if (seen == preface.readableBytes()) {
                giveWay(ctx, new Http2Front(limits, timeouts, ctx.executor().ticker()));
            }
        } finally {
            preface.release();
        }
    }

    private <T extends ChannelDuplexHandler> void giveWay(ChannelHandlerContext ctx, T guard) throws Exception {
        ByteBuf octets = held;
        held = null;
        ctx.pipeline().replace((ChannelHandler) this, null, guard);
        if (octets != null) {
            guard.channelRead(ctx.pipeline().context(guard), octets);
        }
    }
}

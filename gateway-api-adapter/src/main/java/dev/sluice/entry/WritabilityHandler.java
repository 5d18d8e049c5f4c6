package dev.sluice.entry;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Wakes a response that waits for its client. Put into a pipeline the first time that a client is slow. */
final class WritabilityHandler extends ChannelInboundHandlerAdapter {

    private @Nullable ResponseWriter waiting;

    void await(ResponseWriter writer) {
        waiting = writer;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ResponseWriter writer = waiting;
        if (writer != null && context.channel().isWritable()) {
            waiting = null;
            writer.resume();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting = null;
        context.fireChannelInactive();
    }
}

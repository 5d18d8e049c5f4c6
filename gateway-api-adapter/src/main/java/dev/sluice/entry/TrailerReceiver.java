package dev.sluice.entry;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;

/** Keeps the trailers of one request with a chunked body, then leaves the pipeline. */
final class TrailerReceiver extends ChannelInboundHandlerAdapter {

    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

    /** Empty until the body has ended, and where it had none. */
    HttpHeaders trailers() {
        return trailers;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent last) {
            trailers = last.trailingHeaders();
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }
}

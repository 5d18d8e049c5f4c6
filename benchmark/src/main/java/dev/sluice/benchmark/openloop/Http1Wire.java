package dev.sluice.benchmark.openloop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** One HTTP/1.1 connection with at most one request at a time. */
final class Http1Wire extends ChannelInboundHandlerAdapter implements Wire {

    private final Round round;
    private final ChannelHandlerContext context;
    private final ByteBuf request;
    private long due;
    private boolean busy;
    private boolean good;

    private Http1Wire(Round round, Load load, ChannelPipeline pipeline) {
        this.round = round;
        this.request = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(
                "GET %s HTTP/1.1\r\nhost: %s\r\nuser-agent: open-loop\r\n\r\n".formatted(load.path(), load.host()),
                StandardCharsets.US_ASCII));
        pipeline.addLast(new HttpResponseDecoder());
        pipeline.addLast(this);
        this.context = pipeline.lastContext();
    }

    static Wire on(ChannelPipeline pipeline, Round round, Load load) {
        return new Http1Wire(round, load, pipeline);
    }

    @Override
    public void send(long due) {
        this.due = due;
        busy = true;
        var _ = context.writeAndFlush(request.duplicate());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse head) {
            good = head.status().equals(HttpResponseStatus.OK)
                    && head.decoderResult().isSuccess();
        }
        boolean last = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (last) {
            busy = false;
            round.answered(this, due, good);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        round.lost(busy ? 1 : 0);
    }
}

package dev.sluice.benchmark.openloop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection with many streams. */
final class Http2Wire extends Http2ChannelDuplexHandler implements Wire {

    /** Octets; so large that flow control holds no answer up. */
    private static final int WINDOW = 1 << 24;

    private final Round round;
    private final Http2Headers request;
    /** The body of each request; empty for a GET. */
    private final ByteBuf body;

    private final Map<Http2FrameStream, Exchange> exchanges = new HashMap<>();
    private final ChannelHandlerContext context;

    private Http2Wire(Round round, Load load, ChannelPipeline pipeline) {
        this.round = round;
        this.request = new DefaultHttp2Headers()
                .method(load.message() > 0 ? "POST" : "GET")
                .scheme(load.tls() ? "https" : "http")
                .authority(load.host())
                .path(load.path())
                .set("user-agent", "open-loop");
        if (load.message() > 0) {
            request.set("content-type", "application/grpc").set("te", "trailers");
        }
        this.body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[load.message()]));
        pipeline.addLast(Http2FrameCodecBuilder.forClient()
                .initialSettings(
                        Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(WINDOW))
                .build());
        pipeline.addLast(this);
        this.context = pipeline.lastContext();
    }

    static Wire on(ChannelPipeline pipeline, Round round, Load load) {
        return new Http2Wire(round, load, pipeline);
    }

    /** Widens the window of the connection; that of a stream is in the settings. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        var _ = ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW));
        ctx.fireChannelActive();
    }

    @Override
    public void send(long due) {
        Http2FrameStream stream = newStream();
        exchanges.put(stream, new Exchange(due));
        var _ = context.write(new DefaultHttp2HeadersFrame(request, !body.isReadable()).stream(stream));
        if (body.isReadable()) {
            var _ = context.write(new DefaultHttp2DataFrame(body.duplicate(), true).stream(stream));
        }
        context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case Http2HeadersFrame head -> {
                Exchange exchange = exchanges.get(head.stream());
                if (exchange != null && head.headers().status() != null) {
                    exchange.good = "200".contentEquals(head.headers().status());
                }
                if (exchange != null && head.isEndStream() && body.isReadable()) {
                    exchange.good &= "0".contentEquals(head.headers().get("grpc-status", "none"));
                }
                end(head.stream(), head.isEndStream());
            }
            case Http2DataFrame data -> {
                var _ = ctx.write(
                        new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(data.stream()));
                end(data.stream(), data.isEndStream());
            }
            case Http2ResetFrame reset -> end(reset.stream(), true);
            default -> {
                // Settings and pings: the codec has answered them.
            }
        }
        ReferenceCountUtil.release(message);
    }

    private void end(@Nullable Http2FrameStream stream, boolean ended) {
        Exchange exchange = ended ? exchanges.remove(stream) : null;
        if (exchange != null) {
            round.answered(this, exchange.due, exchange.good);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        round.lost(exchanges.size());
        exchanges.clear();
    }

    /** A request that has been sent. */
    private static final class Exchange {

        private final long due;
        private boolean good;

        private Exchange(long due) {
            this.due = due;
        }
    }
}

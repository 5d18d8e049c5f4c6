package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.edge.RequestLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream.State;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows the body of an HTTP/2 request: how large it becomes, and whether it comes while we are ready to read it. */
public final class StreamBody extends ChannelDuplexHandler {

    private static final long FAREWELL_SECONDS = 2;

    private final long limit;
    private final ConnectionTimeouts timeouts;
    private final Ticker ticker;
    private final BodyPace pace;
    private long length;
    private boolean over;
    private boolean brokenOff;
    private @Nullable Future<?> looks;

    private StreamBody(RequestLimits limits, ConnectionTimeouts timeouts, Ticker ticker) {
        this.limit = limits.body();
        this.timeouts = timeouts;
        this.ticker = ticker;
        this.pace = new BodyPace(timeouts, ticker);
    }

    /** Called when the head of a request was read. Does nothing for one that has no body, and on HTTP/1.1. */
    public static void follow(Channel channel, RequestLimits limits, ConnectionTimeouts timeouts) {
        if (channel instanceof Http2StreamChannel stream) {
            Http2FrameStream frames = stream.stream();
            if (frames.state() == State.OPEN) {
                channel.pipeline()
                        .addFirst(new StreamBody(
                                limits, timeouts, channel.eventLoop().ticker()));
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long period = timeouts.period();
        looks = ctx.executor().scheduleAtFixedRate(() -> look(ctx), period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        over = true;
        if (looks != null) {
            looks.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pace.come(message instanceof Http2DataFrame data ? data.content().readableBytes() : 0);
        if (brokenOff) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof Http2DataFrame data) {
            length += data.content().readableBytes();
            if (length > limit) {
                ReferenceCountUtil.release(message);
                breakOff(ctx, Answer.BODY_TOO_LARGE);
                return;
            }
            if (data.isEndStream()) {
                end();
            }
        } else if (message instanceof Http2HeadersFrame trailers && trailers.isEndStream()) {
            end();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        pace.await();
        ctx.read();
    }

    private void look(ChannelHandlerContext ctx) {
        if (!over && pace.isTooSlow(ticker.nanoTime())) {
            breakOff(ctx, Answer.CLIENT_TOO_SLOW);
        }
    }

    private void breakOff(ChannelHandlerContext ctx, Answer answer) {
        if (!over) {
            end();
            brokenOff = true;
            ctx.fireExceptionCaught(new RequestFault(answer));
            var _ = Hangup.after(ctx, FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
    }
}

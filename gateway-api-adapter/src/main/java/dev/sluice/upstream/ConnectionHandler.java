package dev.sluice.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Does for one HTTP/1.1 connection what reactor-netty's client does otherwise: the request's head leaves as we made it,
 * interim responses are not taken for the response, and the time to the response's head is limited. Its event loop's.
 */
final class ConnectionHandler extends ChannelDuplexHandler {

    private static final String NAME = "sluice.connection";

    private final Duration responseTimeout;
    private @Nullable Attempt attempt;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean used;
    private boolean interim;
    private boolean answered;

    private ConnectionHandler(Duration responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    /** Puts one into a new connection, between the codec and reactor-netty. */
    static void install(Channel channel, Duration responseTimeout) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, new ConnectionHandler(responseTimeout));
    }

    /** The one of this connection. */
    static ConnectionHandler of(Channel channel) {
        return (ConnectionHandler) channel.pipeline().get(NAME);
    }

    /** The next head that is written is this attempt's. Returns whether the connection served an exchange before. */
    boolean begin(Attempt next) {
        attempt = next;
        boolean before = used;
        used = true;
        answered = false;
        return before;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpRequest head && attempt != null) {
            attempt.writeHead(head);
        }
        if (message instanceof LastHttpContent && !answered && responseTimeout.isPositive()) {
            timeout = context.executor()
                    .schedule(() -> expire(context), responseTimeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpResponse head) {
            interim = isInterim(head);
            if (!interim) {
                answered = true;
                stopClock();
            }
        }
        if (!interim) {
            super.channelRead(context, message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            interim = false;
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopClock();
        super.channelInactive(context);
    }

    private static boolean isInterim(HttpResponse head) {
        return head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && head.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nothing is to be done after the close.
    private void expire(ChannelHandlerContext context) {
        timeout = null;
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        context.close();
    }

    private void stopClock() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}

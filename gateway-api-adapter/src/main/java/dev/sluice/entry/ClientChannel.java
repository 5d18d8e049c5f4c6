package dev.sluice.entry;

import dev.sluice.message.InterimReceiver;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.Objects;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The client's connection or HTTP/2 stream below reactor-netty's API, for one exchange. This class alone knows how
 * reactor-netty's server is built inside; docs/adr/0011 says why that is needed.
 *
 * <p>A response is written straight to the channel, through reactor-netty's own handlers, which see to keep-alive and
 * pipelining. Reactor-netty's object of the exchange never learns of it and would answer once more, were it not told
 * the end as by the listener of its own last write, which it is.
 */
final class ClientChannel implements InterimReceiver {

    /** Reactor-netty's object of the exchange: request and response in one. */
    private final ChannelOperations<?, ?> operations;

    private final HttpServerResponse response;
    private final Channel channel;
    private final boolean http2;
    private final boolean http10;
    private final boolean head;

    ClientChannel(HttpServerRequest request, HttpServerResponse response) {
        this.operations = (ChannelOperations<?, ?>) request;
        this.response = response;
        this.channel = operations.channel();
        HttpVersion version = request.version();
        this.http2 = version.majorVersion() == 2;
        this.http10 = version.majorVersion() == 1 && version.minorVersion() == 0;
        this.head = request.method().equals(HttpMethod.HEAD);
    }

    Channel channel() {
        return channel;
    }

    boolean isHttp2() {
        return http2;
    }

    /** HTTP/1.0, which knows neither chunks nor interim responses: RFC 9112, section 6.1. */
    boolean isHttp10() {
        return http10;
    }

    /** Whether the request is a HEAD, whose response has no body. */
    boolean isHead() {
        return head;
    }

    /** Whether the listener wants the connection closed after this response, because its socket is draining. */
    boolean isToBeClosed() {
        return response.responseHeaders().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    /** Asks for the connection to be closed after this response. Without effect once its head is written. */
    void closeAfterwards() {
        response.keepAlive(false);
    }

    /**
     * Tells reactor-netty that the last byte of the response is written, or could not be: the next request may come.
     */
    @SuppressWarnings("unchecked") // It declares to listen to any future.
    void ended(Future<? super Void> lastWrite) throws Exception {
        ((GenericFutureListener<Future<? super Void>>) operations).operationComplete(lastWrite);
    }

    @Override
    public void interim(HttpResponseStatus status, HttpHeaders headers) {
        if (!http10 && channel.isActive()) {
            var _ = writeInformational(status, headers);
        }
    }

    /**
     * Writes a 1xx response, past the handler that counts responses: it would take this one for the last of a
     * connection that is to be closed.
     */
    ChannelFuture writeInformational(HttpResponseStatus status, HttpHeaders headers) {
        ChannelHandlerContext traffic =
                Objects.requireNonNull(channel.pipeline().context(NettyPipeline.HttpTrafficHandler));
        return traffic.writeAndFlush(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER, headers, EmptyHttpHeaders.INSTANCE));
    }

    /** Ends a response whose head is sent so that the client sees that something is missing. */
    @SuppressWarnings("FutureReturnValueIgnored") // Nothing is to be done after the close.
    void breakOff() {
        if (http2) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
            return;
        }
        if (http10) {
            // The end of the connection is the end of the body, unless it is torn down.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Behind what was written: a transport may still be at it, and a close would overtake it.
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Calls {@link ResponseWriter#resume} when the client has taken enough of what was written. */
    void whenWritable(ResponseWriter writer) {
        WritabilityHandler handler = channel.pipeline().get(WritabilityHandler.class);
        if (handler == null) {
            handler = new WritabilityHandler();
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, null, handler);
        }
        handler.await(writer);
    }

    /** Makes the trailers of the request known, which reactor-netty drops. */
    TrailerReceiver receiveTrailers() {
        TrailerReceiver receiver = new TrailerReceiver();
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, null, receiver);
        return receiver;
    }
}

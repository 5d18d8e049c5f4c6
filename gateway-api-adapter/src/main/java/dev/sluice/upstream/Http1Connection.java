package dev.sluice.upstream;

import dev.sluice.message.BodyFraming;
import dev.sluice.message.HopByHop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection: carries one exchange, then another. It reads whenever nobody minds, so that its end is
 * noticed while it is unused; what comes then closes it. It is given back when all of a read is looked at, for what
 * follows a response must not pass for the next one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is told by exceptionCaught and channelInactive.
final class Http1Connection extends ChannelInboundHandlerAdapter implements Carrier {

    private final Http1Pool pool;
    private final Http1Decoder decoder = new Http1Decoder(this);
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private final long opened = System.nanoTime();
    private long unusedSince;

    /** Null where it carries none, or where the exchange wants to hear nothing more. */
    private @Nullable Exchange exchange;

    private @Nullable ChannelHandlerContext context;

    /** Why the channel ends, where more is known than that it does. */
    private @Nullable Throwable fault;

    private HttpMethod method = HttpMethod.GET;
    private boolean answering;
    private boolean requestEnded;
    private boolean headRead;
    private boolean kept;
    private boolean keeps;
    private boolean responseEnded;
    private @Nullable UpstreamTunnel tunnel;

    Http1Connection(Http1Pool pool) {
        this.pool = pool;
    }

    /** Puts it into a new channel. */
    void install(Channel channel) {
        channel.pipeline().addLast(decoder, encoder, this);
    }

    /** Leaves the channel, which is no more HTTP's. */
    void leave(ChannelPipeline pipeline) {
        pipeline.remove(this);
        pipeline.remove(encoder);
        // The last, for it passes on what it has read too much.
        pipeline.remove(decoder);
    }

    /** {@link System#nanoTime} at which it began. */
    long opened() {
        return opened;
    }

    long unusedSince() {
        return unusedSince;
    }

    void unusedSince(long now) {
        unusedSince = now;
        kept = true;
    }

    /** Carries an exchange. */
    void use(Exchange next) {
        exchange = next;
        answering = false;
        requestEnded = false;
        headRead = false;
        method = next.request().method();
        keeps = true;
        responseEnded = false;
        next.use(this);
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        if (added.channel().isActive()) {
            added.read();
        }
    }

    @Override
    public boolean kept() {
        return kept;
    }

    @Override
    public boolean answering() {
        return answering;
    }

    @Override
    public boolean unprocessed() {
        return false;
    }

    /** The method of the request that is answered. */
    HttpMethod method() {
        return method;
    }

    /** Bytes came: whether they may be looked at. */
    boolean bytesRead() {
        answering = true;
        return exchange != null;
    }

    /** Whether a response, final or interim, may come now. */
    boolean awaitsHead() {
        return exchange != null && !headRead;
    }

    @Override
    public void writeHead(UpstreamRequest request) {
        requestEnded = request.body().framing() == BodyFraming.NONE;
        write(Http1Requests.head(request));
        if (requestEnded) {
            flush();
        }
    }

    @Override
    public void writePart(ByteBuf part) {
        write(new DefaultHttpContent(part));
    }

    @Override
    public void writeEnd(HttpHeaders trailers) {
        requestEnded = true;
        write(
                trailers.isEmpty()
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
        flush();
    }

    private void write(Object message) {
        context().write(message, context().voidPromise());
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (exchange != null) {
            exchange.writable();
        }
    }

    @Override
    public void read() {
        context().read();
    }

    @Override
    public void close() {
        exchange = null;
        context().close();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        active.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        Exchange carried = exchange;
        if (carried == null) {
            ReferenceCountUtil.release(message);
            from.close();
        } else if (message instanceof HttpResponse head) {
            head(carried, head);
        } else if (message instanceof HttpContent content) {
            content(carried, content);
        } else if (tunnel != null && message instanceof ByteBuf early) {
            tunnel.early(early);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void broke(Exchange carried, Throwable cause) {
        fault = cause;
        close();
        carried.broke(cause);
    }

    private void head(Exchange carried, HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            broke(carried, head.decoderResult().cause());
            return;
        }
        if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            switched(carried, head.headers());
        } else if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            carried.interim(head.status(), head.headers());
        } else {
            headRead = true;
            keeps = HttpUtil.isKeepAlive(head);
            HopByHop.stripResponse(head.status(), head.headers());
            carried.received(head.status(), head.headers());
        }
    }

    private void switched(Exchange carried, HttpHeaders headers) {
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        if (!requestEnded || !Http1Requests.agree(carried.request().upgrade(), protocol)) {
            broke(carried, new ProtocolException("a change of protocol that was not asked for"));
            return;
        }
        HopByHop.strip(headers);
        headers.set(HttpHeaderNames.UPGRADE, Objects.requireNonNull(protocol));
        headRead = true;
        tunnel = new UpstreamTunnel(carried, this, context().channel());
        carried.upgraded(headers, tunnel);
    }

    private void content(Exchange carried, HttpContent content) {
        if (!headRead || responseEnded || tunnel != null) {
            // The end of a response without a body that is not the last one.
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            broke(carried, content.decoderResult().cause());
            return;
        }
        if (content.content().isReadable()) {
            carried.part(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent last && exchange != null) {
            responseEnded = true;
            carried.ended(last.trailingHeaders());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        Exchange carried = exchange;
        if (carried == null) {
            from.read();
        } else if (!responseEnded) {
            carried.batchRead();
        } else {
            exchange = null;
            if (keeps && requestEnded && decoder.empty() && from.channel().isActive()) {
                pool.release(this);
                from.read();
            } else {
                from.close();
            }
        }
    }

    /** The backend may refuse the rest of a request and answer nevertheless: the answer is still read. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        Exchange carried = exchange;
        fault = cause;
        if (carried == null) {
            from.close();
        } else if (cause instanceof IOException) {
            carried.writeFailed();
        } else {
            broke(carried, cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        Exchange carried = exchange;
        exchange = null;
        if (carried != null && !responseEnded && tunnel == null) {
            carried.broke(fault == null ? new ClosedChannelException() : fault);
        }
    }
}

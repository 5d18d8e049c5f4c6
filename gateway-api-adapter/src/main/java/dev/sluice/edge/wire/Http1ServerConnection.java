package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.Http1RequestReader.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of an HTTP/1.1 connection in its channel's pipeline. {@link Http1RequestReader} knows what the
 * client's octets are, and {@link Http1Persistence} how the connection ends.
 */
final class Http1ServerConnection extends ChannelDuplexHandler implements ServedConnection {

    private final ClientConnection connection;
    private final RequestHandler handler;
    private final ConnectionTimeouts timeouts;
    private final Http1RequestReader requests;
    private final Http1Persistence persistence;
    private @Nullable ChannelHandlerContext context;
    private long written;
    private boolean reading;

    /** @param draining whether the socket is being closed, so that the next response is the last */
    Http1ServerConnection(
            ClientConnection connection,
            RequestHandler handler,
            RequestLimits limits,
            ConnectionTimeouts timeouts,
            BooleanSupplier draining) {
        this.connection = connection;
        this.handler = handler;
        this.timeouts = timeouts;
        this.requests = new Http1RequestReader(this, connection, timeouts, limits);
        this.persistence =
                new Http1Persistence(draining, timeouts, connection.loop().ticker());
    }

    ClientConnection connection() {
        return connection;
    }

    ConnectionTimeouts timeouts() {
        return timeouts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        requests.drop();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    // From the client

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf octets) {
            reading = true;
            requests.read(ctx.alloc(), octets);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (requests.state() == State.TUNNEL) {
            ctx.fireChannelReadComplete();
        } else {
            readOn();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        readOn();
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Http1Stream running = requests.end();
        if (running != null) {
            running.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Http1Stream stream = requests.stream();
        if (stream != null && ctx.channel().isWritable()) {
            stream.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** A client that resets its connection, or sends what TLS cannot read, is no event for the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.close(ctx, cause);
    }

    /** Asks the socket for more where somebody waits for it. */
    private void readOn() {
        if (requests.wantsMore() && context != null) {
            context.read();
        }
    }

    // From the reader

    boolean takesRequests() {
        return persistence.takesRequests();
    }

    /** Octets of a head are here, but not all. */
    void headBegan() {
        persistence.headBegan();
    }

    void headRead() {
        persistence.headRead();
    }

    void bodyEnded() {
        persistence.quiet();
    }

    void serve(Http1Stream begun) {
        handler.handle(begun);
    }

    /** The running request cannot be read to its end, which its receiver learns. */
    void requestBroke(Answer answer) {
        requests.discard();
        Http1Stream stream = requests.stream();
        persistence.hangUp(context(), stream == null);
        if (stream != null) {
            stream.bodyBroke(new RequestFault(answer));
        }
    }

    /** Passes octets of another protocol on. */
    void handOn(ByteBuf octets) {
        context().fireChannelRead(octets);
    }

    // From the stream

    /** More of the body is wanted, or the next request. */
    void bodyWanted() {
        if (requests.advance() && !reading) {
            readOn();
        }
    }

    /** The client was asked to send the body: from now on it can be late. */
    void continued() {
        requests.continued();
    }

    /** Whether the response whose head is being written is the last. */
    boolean isLast() {
        return persistence.isLast(requests.state() == State.DISCARD);
    }

    /** The response whose head is being written is the last. */
    void closesAfterwards() {
        persistence.closesAfterwards();
    }

    ChannelFuture write(ByteBuf octets) {
        written += octets.readableBytes();
        return context().write(octets);
    }

    void write(ByteBuf octets, ChannelPromise promise) {
        written += octets.readableBytes();
        var _ = context().write(octets, promise);
    }

    /** Whether octets wait for the socket. */
    boolean hasUnsent() {
        ChannelOutboundBuffer waiting = connection.channel().unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    void flush() {
        context().flush();
    }

    /** The last octet of the response is written, or could not be. */
    void responded(boolean whole) {
        requests.responded();
        persistence.quiet();
        if (whole && persistence.takesRequests()) {
            bodyWanted();
        } else {
            closeLingering(context().newPromise());
        }
    }

    /** From here on the octets belong to another protocol. Those that came early are passed on when it is joined. */
    void switched() {
        requests.tunnel();
        ChannelHandlerContext ctx = context();
        ctx.executor().execute(() -> {
            requests.advance();
            ctx.fireChannelReadComplete();
        });
    }

    // Ends

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (requests.state() == State.TUNNEL) {
            var _ = ctx.close(promise);
        } else {
            closeLingering(promise);
        }
    }

    private void closeLingering(ChannelPromise promise) {
        requests.discard();
        persistence.linger(context(), promise);
    }

    @Override
    public boolean isIdle() {
        return requests.stream() == null && requests.state() == State.HEAD;
    }

    @Override
    public void leave() {
        persistence.leave();
    }

    @Override
    public void closeIfIdle() {
        if (isIdle()) {
            var _ = context().close();
        }
    }

    @Override
    public void acceptedBy(ClientValidation asked) {
        connection.acceptedBy(asked);
    }

    @Override
    public long octetsWritten() {
        return written;
    }

    @Override
    public void check(long now) {
        Http1Stream stream = requests.stream();
        switch (requests.state()) {
            case HEAD -> checkHead(now);
            case SIZED_BODY, CHUNKED_BODY -> checkBody(stream, now);
            case COMPLETE -> checkStream(stream, now);
            case DISCARD, TUNNEL -> {}
        }
    }

    private void checkHead(long now) {
        switch (persistence.whileHeadIsAwaited(requests.hasBegunHead(), now)) {
            case STAYS -> {}
            case REFUSED -> requests.refuse(Answer.CLIENT_TOO_SLOW);
            case CLOSED -> {
                var _ = context().close();
            }
        }
    }

    /** A client that still sends what was answered long ago will not stop. */
    private void checkBody(@Nullable Http1Stream stream, long now) {
        if (stream == null ? persistence.isRestTooLong(now) : requests.isBodyTooSlow(now)) {
            requestBroke(Answer.CLIENT_TOO_SLOW);
        } else {
            checkStream(stream, now);
        }
    }

    private static void checkStream(@Nullable Http1Stream stream, long now) {
        if (stream != null) {
            stream.check(now);
        }
    }
}

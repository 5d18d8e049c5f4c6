package dev.sluice.edge.wire;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.edge.RequestLimits;
import dev.sluice.http2.Http2Codec;
import dev.sluice.http2.Http2Endpoint;
import dev.sluice.message.FieldBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of an HTTP/2 connection. Cuts off floods and headers that never end before they are decoded.
 *
 * <p>A connection that is to end says so in two steps, so that no request on its way is lost: GOAWAY with the highest
 * stream, and when the client has seen that, which a PING shows, GOAWAY with the last one that is served.
 */
final class Http2ServerConnection extends Http2Endpoint<Http2ServerStream> implements ServedConnection {

    /** How long a client that is sent an error has to read it. */
    private static final long FAREWELL_MILLIS = 250;

    private static final int GOAWAY_LENGTH = 8;

    /** How long the client's answer to the PING is waited for. */
    private static final long LEAVE_SECONDS = 1;

    private static final long LEAVE_PING = 0x6c65617665L;

    private static final long NEVER = Long.MIN_VALUE;

    private enum State {
        OPEN,
        /** The first GOAWAY is sent. */
        LEAVING,
        /** The second is sent: no new stream is taken. */
        LAST_STREAMS,
        /** An error was sent: nothing that comes is read. */
        DEAD
    }

    private final ClientConnection connection;
    private final RequestHandler handler;
    private final RequestLimits limits;
    private final ConnectionTimeouts timeouts;
    private final Ticker ticker;
    private final FrameBudget budget;
    private final FrameScanner frames;
    private final String scheme;
    private final long openedAt;
    private State state = State.OPEN;
    private int prefaceLeft;
    private long written;
    private long busyAt;

    private Http2ServerConnection(
            Http2Codec codec,
            ClientConnection connection,
            RequestHandler handler,
            RequestLimits limits,
            ConnectionTimeouts timeouts) {
        super(codec, true);
        this.connection = connection;
        this.handler = handler;
        this.limits = limits;
        this.timeouts = timeouts;
        this.ticker = connection.loop().ticker();
        this.openedAt = ticker.nanoTime();
        this.busyAt = openedAt;
        this.budget = new FrameBudget(ticker);
        this.frames = new FrameScanner(limits, budget, new StreamIds(), ticker);
        this.scheme = connection.scheme();
        this.prefaceLeft = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
        decoder().frameListener(new RequestFrames());
        codec.frames().listener(this::dataSent);
        connection().addListener(new Streams());
        // Ends are ours: see leave, and the timeouts of the socket.
        gracefulShutdownTimeoutMillis(-1);
    }

    /** @param streams that may be open concurrently */
    static Http2ServerConnection of(
            ClientConnection connection,
            RequestHandler handler,
            RequestLimits limits,
            ConnectionTimeouts timeouts,
            int streams) {
        return new Http2ServerConnection(
                Http2Codec.server(streams, limits.headers(), RequestFields::new),
                connection,
                handler,
                limits,
                timeouts);
    }

    ClientConnection client() {
        return connection;
    }

    ConnectionTimeouts timeouts() {
        return timeouts;
    }

    RequestLimits limits() {
        return limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        if (ctx.channel().isActive()) {
            Http2Codec.widenConnection(connection());
        }
    }

    // From the client

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (!(message instanceof ByteBuf octets)) {
            super.channelRead(ctx, message);
            return;
        }
        Http2Error error = state == State.DEAD ? Http2Error.NO_ERROR : scan(octets);
        if (state == State.DEAD || error != Http2Error.NO_ERROR) {
            octets.release();
            kill(error);
        } else {
            super.channelRead(ctx, octets);
        }
    }

    /** The preface is no frame; the decoder judges it. */
    private Http2Error scan(ByteBuf octets) {
        int skipped = Math.min(prefaceLeft, octets.readableBytes());
        prefaceLeft -= skipped;
        return frames.scan(octets.slice(octets.readerIndex() + skipped, octets.readableBytes() - skipped));
    }

    @Override
    protected void broke(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.close(ctx, cause);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException fault) {
        if (outbound || budget.spendOnFault()) {
            super.onStreamError(ctx, outbound, cause, fault);
        } else {
            kill(Http2Error.ENHANCE_YOUR_CALM);
        }
    }

    private final class RequestFrames extends Frames {

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
            Http2Stream stream = connection().stream(id);
            if (stream == null || !(headers instanceof RequestFields fields)) {
                return;
            }
            Http2ServerStream known = of(stream);
            if (known == null) {
                begin(stream, fields.request(scheme, ends), ends);
            } else {
                known.trailersRead(ends ? fields.trailers() : null);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
            Http2ServerStream stream = stream(id);
            int all = data.readableBytes() + padding;
            if (data.isReadable()) {
                budget.earnRequest();
            } else if (padding > 0 && !ends && !budget.spendOnPadding()) {
                kill(Http2Error.ENHANCE_YOUR_CALM);
            }
            return stream == null ? all : padding + stream.dataRead(data, ends);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
            Http2ServerStream stream = stream(id);
            if (stream != null) {
                stream.gone();
            }
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long data) {
            if (data == LEAVE_PING) {
                takeNoMoreStreams();
            }
        }
    }

    private void begin(Http2Stream stream, @Nullable ClientRequest request, boolean ends) {
        if (request == null) {
            resetMalformed(stream.id());
            return;
        }
        budget.earnRequest();
        var begun = new Http2ServerStream(this, stream, request, ends);
        attach(stream, begun);
        handler.handle(begun);
    }

    private final class Streams extends Http2ConnectionAdapter {

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2ServerStream closed = of(stream);
            busyAt = ticker.nanoTime();
            if (closed != null) {
                closed.closed();
            }
            closeAfterLastStream();
        }

        @Override
        public void onGoAwaySent(int lastStreamId, long code, ByteBuf debugData) {
            if (code != Http2Error.NO_ERROR.code()) {
                state = State.DEAD;
                var _ = Hangup.after(context(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    // From the streams

    /** A request that is malformed is seen by nobody: RFC 9113, section 8.1.1. */
    void resetMalformed(int id) {
        if (budget.spendOnFault()) {
            reset(id, Http2Error.PROTOCOL_ERROR);
        } else {
            kill(Http2Error.ENHANCE_YOUR_CALM);
        }
    }

    ChannelFuture writeHeaders(int id, FieldBlock fields, boolean ends, ChannelPromise promise) {
        written += Http2CodecUtil.FRAME_HEADER_LENGTH;
        return encoder().writeHeaders(context(), id, fields, 0, ends, promise);
    }

    /** A response has left for the socket, whole. */
    void responded() {
        budget.earnResponse();
    }

    private void dataSent(int id, int octets) {
        written += Http2CodecUtil.FRAME_HEADER_LENGTH + octets;
        budget.earn(octets);
        Http2ServerStream stream = stream(id);
        if (stream != null) {
            stream.sent(octets);
        }
    }

    // Ends

    /** Says why and closes. Not through the decoder, which would wait for its streams. */
    private void kill(Http2Error error) {
        if (state == State.DEAD) {
            return;
        }
        state = State.DEAD;
        ChannelHandlerContext ctx = context();
        ByteBuf goaway = ctx.alloc().buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + GOAWAY_LENGTH);
        Http2CodecUtil.writeFrameHeader(goaway, GOAWAY_LENGTH, Http2FrameTypes.GO_AWAY, new Http2Flags(), 0);
        goaway.writeInt(0).writeInt((int) error.code());
        var _ = ctx.writeAndFlush(goaway).addListener(sent -> {
            var _ = ctx.close();
        });
        var _ = Hangup.after(ctx, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isIdle() {
        return connection().numActiveStreams() == 0;
    }

    @Override
    public void leave() {
        if (state != State.OPEN) {
            return;
        }
        state = State.LEAVING;
        ChannelHandlerContext ctx = context();
        var _ = goAway(
                ctx, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), ctx.alloc().buffer(0), ctx.newPromise());
        var _ = encoder().writePing(ctx, false, LEAVE_PING, ctx.newPromise());
        flush(ctx);
        var _ = ctx.executor().schedule(this::takeNoMoreStreams, LEAVE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void closeIfIdle() {
        leave();
    }

    private void takeNoMoreStreams() {
        if (state != State.LEAVING) {
            return;
        }
        state = State.LAST_STREAMS;
        ChannelHandlerContext ctx = context();
        int lastStream = connection().remote().lastStreamCreated();
        var _ = goAway(ctx, lastStream, Http2Error.NO_ERROR.code(), ctx.alloc().buffer(0), ctx.newPromise());
        flush(ctx);
        closeAfterLastStream();
    }

    /**
     * Closes when all that was written has left, once no stream is open. Not by Netty's own end, which takes the last
     * stream for written with the first of the writes that it merged.
     */
    private void closeAfterLastStream() {
        if (state == State.LAST_STREAMS && isIdle()) {
            ChannelHandlerContext ctx = context();
            var _ = ctx.write(Unpooled.EMPTY_BUFFER).addListener(left -> {
                var _ = ctx.close();
            });
            flushSoon();
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
        if (state == State.DEAD) {
            return;
        }
        long headTimeout = timeouts.head().toNanos();
        if (prefaceLeft > 0 && now - openedAt >= headTimeout) {
            var _ = context().close();
        } else if (frames.blockSince() != NEVER && now - frames.blockSince() >= headTimeout) {
            kill(Http2Error.ENHANCE_YOUR_CALM);
        } else if (!isIdle()) {
            checkStreams(now);
        } else if (now - busyAt >= timeouts.idle().toNanos()) {
            leave();
        }
    }

    private void checkStreams(long now) {
        List<Http2ServerStream> open = new ArrayList<>(connection().numActiveStreams());
        try {
            connection().forEachActiveStream(stream -> {
                Http2ServerStream served = of(stream);
                if (served != null) {
                    open.add(served);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("the visitor throws none", e);
        }
        open.forEach(stream -> stream.check(now));
    }
}

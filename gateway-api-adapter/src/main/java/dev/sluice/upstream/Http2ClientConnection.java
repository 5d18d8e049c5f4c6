package dev.sluice.upstream;

import dev.sluice.http2.Http2Codec;
import dev.sluice.http2.Http2Endpoint;
import dev.sluice.timing.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP/2 connection, which carries several exchanges at a time. It is ready when the backend
 * has said how many, which it must do first; exchanges that come before wait for it here. What one read of the socket
 * brought to a stream is one batch of its exchange.
 *
 * <p>A connection on which a request was given up, and nothing was read since requests were sent, may be dead without
 * having been closed: it takes no more requests until something is read, and is closed if a PING brings nothing.
 */
final class Http2ClientConnection extends Http2Endpoint<Http2ClientStream> {

    /** Streams at a time, if the backend allows more. */
    private static final int MAX_STREAMS = 1024;

    /** Streams at a time before the backend has said a number. */
    private static final int FIRST_STREAMS = 100;

    /** Octets of a response's headers. */
    private static final int MAX_HEADERS = 64 * 1024;

    /** The last stream of a client. */
    private static final int LAST_STREAM = Integer.MAX_VALUE;

    /** A connection that was silent for less is not tested: clients that give up at once say nothing about it. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long PROBE_PING = 0x616c697665L;

    private static final long NEVER = Long.MIN_VALUE;

    private enum State {
        /** The backend's SETTINGS are not here. */
        OPENING,
        OPEN,
        /** Takes no more exchanges; it is closed when the last one has ended. */
        LEAVING
    }

    private final Http2Pool pool;
    private final long opened = System.nanoTime();
    private final Queue<Exchange> waiting = new ArrayDeque<>();
    private final List<Http2ClientStream> batch = new ArrayList<>();
    private final Deadline handshake = new Deadline() {
        @Override
        protected void expire() {
            fail(new IOException("The backend does not speak HTTP/2"));
        }
    };
    private final Deadline probe = new Deadline() {
        @Override
        protected void expire() {
            die(new IOException("The backend does not answer a PING"));
        }
    };
    private State state = State.OPENING;
    private @Nullable Throwable fault;
    private int limit = FIRST_STREAMS;
    private long unusedSince = opened;
    private long silentSince = NEVER;
    private boolean used;

    private Http2ClientConnection(Http2Pool pool, Http2Codec codec) {
        super(codec, false);
        this.pool = pool;
        decoder().frameListener(new ResponseFrames());
        connection().addListener(new Streams());
        gracefulShutdownTimeoutMillis(0);
    }

    static Http2ClientConnection of(Http2Pool pool) {
        return new Http2ClientConnection(pool, Http2Codec.client(MAX_HEADERS, ReceivedFields::new));
    }

    /** Puts it into a new channel. The connection is always read, for the windows of its streams are bounded. */
    void install(Channel added) {
        added.config().setOption(ChannelOption.AUTO_READ, true);
        added.config().setOption(ChannelOption.AUTO_CLOSE, true);
        added.pipeline().addLast(this);
    }

    /** The connection can be used. */
    void connected(long settingsWithin) {
        pool.wheel().schedule(handshake, settingsWithin);
    }

    /** After a handshake of TLS the channel is active already. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        begin(ctx);
    }

    private void begin(ChannelHandlerContext ctx) throws Http2Exception {
        Http2Codec.widenConnection(connection());
        flush(ctx);
    }

    // Exchanges

    /** Whether it can carry one more. */
    boolean takes() {
        return state != State.LEAVING
                && !probe.scheduled()
                && connection().numActiveStreams() + waiting.size() < limit
                && connection().local().lastStreamCreated() < LAST_STREAM;
    }

    /** Carries an exchange, now or when it is ready. */
    void use(Exchange exchange) {
        if (state == State.OPENING) {
            waiting.add(exchange);
            exchange.connecting();
        } else {
            open(exchange);
        }
    }

    private void open(Exchange exchange) {
        try {
            int id = connection().local().incrementAndGetNextStreamId();
            Http2Stream stream = connection().local().createStream(id, false);
            var carrier = new Http2ClientStream(this, stream, exchange, used);
            attach(stream, carrier);
            used = true;
            exchange.use(carrier);
        } catch (Http2Exception refused) {
            exchange.connectFailed(refused);
        }
    }

    /** Whether it is ready and carries nothing. */
    boolean unused() {
        return state == State.OPEN && connection().numActiveStreams() == 0;
    }

    long opened() {
        return opened;
    }

    /** Whether it is by TLS. */
    boolean secure() {
        return pool.endpoint().target().tls() != null;
    }

    long unusedSince() {
        return unusedSince;
    }

    /** Gives up before it is ready: the exchanges that wait for it go elsewhere. */
    Queue<Exchange> handOver() {
        state = State.LEAVING;
        return waiting;
    }

    /** Takes no more exchanges, and is closed when the last one has ended. */
    void retire() {
        state = State.LEAVING;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (connection().numActiveStreams() == 0 && waiting.isEmpty() && isInstalled()) {
            var _ = context().channel().close();
        }
    }

    private void allowed(@Nullable Long most) {
        if (most != null || state == State.OPENING) {
            limit = (int) Math.min(MAX_STREAMS, most == null ? MAX_STREAMS : most);
        }
        handshake.cancel();
        if (state == State.OPENING) {
            state = State.OPEN;
        }
        serveWaiting();
        if (state == State.LEAVING) {
            closeIfUnused();
        }
        pool.freed();
    }

    private void serveWaiting() {
        Exchange next = waiting.poll();
        while (next != null) {
            if (next.over()) {
                // It was cancelled, or late.
            } else if (connection().numActiveStreams() < limit && state != State.LEAVING) {
                open(next);
            } else {
                pool.acquire(next);
            }
            next = waiting.poll();
        }
    }

    /** No connection came of it, or it is gone. */
    void fail(Throwable cause) {
        handshake.cancel();
        state = State.LEAVING;
        Exchange next = waiting.poll();
        while (next != null) {
            next.connectFailed(cause);
            next = waiting.poll();
        }
        if (isInstalled()) {
            var _ = context().close();
        }
    }

    /** Ends it, and what it carries. */
    private void die(Throwable cause) {
        fault = cause;
        pool.leaving(this);
        var _ = context().close();
    }

    // From the backend

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        silentSince = NEVER;
        boolean alive = probe.scheduled();
        probe.cancel();
        super.channelRead(ctx, message);
        if (alive) {
            pool.freed();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        for (Http2ClientStream stream : List.copyOf(batch)) {
            stream.batchRead();
        }
        batch.clear();
        super.channelReadComplete(ctx);
    }

    /** Something came to the stream: it is notified when all of this read is there. */
    void inBatch(Http2ClientStream stream) {
        batch.add(stream);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        Http2ClientStream stream = stream(error.streamId());
        if (stream != null) {
            stream.fault(error);
        }
        super.onStreamError(ctx, outbound, cause, error);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        fault = cause;
        pool.leaving(this);
        super.onConnectionError(ctx, outbound, cause, error);
    }

    @Override
    protected void broke(ChannelHandlerContext ctx, Throwable cause) {
        die(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        probe.cancel();
        state = State.LEAVING;
        super.channelInactive(ctx);
        fail(fault == null ? new IOException("The backend closed the connection") : fault);
    }

    private final class ResponseFrames extends Frames {

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            allowed(settings.maxConcurrentStreams());
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
            Http2ClientStream stream = stream(id);
            if (stream != null && headers instanceof ReceivedFields fields) {
                stream.headersRead(fields, ends);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
            Http2ClientStream stream = stream(id);
            return padding + (stream == null ? data.readableBytes() : stream.dataRead(data, ends));
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
            Http2ClientStream stream = stream(id);
            if (stream != null) {
                stream.resetRead(code);
            }
        }
    }

    private final class Streams extends Http2ConnectionAdapter {

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2ClientStream closed = of(stream);
            unusedSince = System.nanoTime();
            if (closed != null) {
                closed.closed(isUnprocessed(stream), fault);
            }
            if (state == State.LEAVING) {
                closeIfUnused();
            } else {
                pool.freed();
            }
        }

        /** Comes before the streams that were not processed are closed. */
        @Override
        public void onGoAwayReceived(int lastStreamId, long code, ByteBuf debugData) {
            pool.leaving(Http2ClientConnection.this);
        }
    }

    private boolean isUnprocessed(Http2Stream stream) {
        return connection().goAwayReceived()
                && stream.id() > connection().local().lastStreamKnownByPeer();
    }

    // From the streams

    void writeHeaders(int id, Http2Headers headers, boolean ends) {
        if (silentSince == NEVER) {
            silentSince = System.nanoTime();
        }
        var _ = encoder()
                .writeHeaders(context(), id, headers, 0, ends, context().newPromise());
        flushSoon();
    }

    /** A request was given up before anything was read of its response. */
    void unanswered() {
        boolean silent = silentSince != NEVER && System.nanoTime() - silentSince >= SILENCE;
        if (silent && !probe.scheduled() && context().channel().isActive()) {
            pool.wheel()
                    .schedule(probe, pool.endpoint().settings().connectTimeout().toNanos());
            var _ = encoder().writePing(context(), false, PROBE_PING, context().newPromise());
            flushSoon();
        }
    }
}

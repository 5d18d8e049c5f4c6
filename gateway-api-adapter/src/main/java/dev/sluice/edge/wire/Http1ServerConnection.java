package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.edge.RefusedHead;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Ticker;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of an HTTP/1.1 connection: RFC 9112. Judges and decodes requests, one after the other; the next
 * head waits until the response before it is written, so that a refusal answers the request it means, and a client that
 * sends many requests at once fills no memory.
 *
 * <p>What the next octets are, and what ends that:
 *
 * <pre>
 * HEAD          a whole head               SIZED_BODY, CHUNKED_BODY, or COMPLETE without a body
 * HEAD          a head that is refused     DISCARD
 * *_BODY        the last octet of it       COMPLETE, or HEAD where the response is over already
 * *_BODY        a fault, or too slow       DISCARD
 * COMPLETE      the end of the response    HEAD
 * any of these  101                        TUNNEL
 * any of these  the last response is over  DISCARD
 * </pre>
 */
final class Http1ServerConnection extends ChannelDuplexHandler implements ServedConnection {

    /** How long a broken-off request has to be answered, and a refused client to read the answer. */
    private static final long LINGER_SECONDS = 2;

    /** How long an old connection waits for one more request, to say with its response that it is the last. */
    private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

    private enum Incoming {
        HEAD,
        SIZED_BODY,
        CHUNKED_BODY,
        COMPLETE,
        DISCARD,
        TUNNEL
    }

    private final ClientConnection connection;
    private final RequestHandler handler;
    private final ConnectionTimeouts timeouts;
    private final BooleanSupplier draining;
    private final Ticker ticker;
    private final BodyPace pace;
    private final HeadReader head;
    private final ChunkReader chunks;
    private final String scheme;
    private Incoming incoming = Incoming.HEAD;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Stream stream;
    private @Nullable ByteBuf held;
    private long bodyLeft;
    private long written;
    private long quietSince;
    private boolean reading;
    private boolean advancing;
    private boolean served;
    private boolean leaving;
    private boolean last;

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
        this.draining = draining;
        this.ticker = connection.loop().ticker();
        this.quietSince = ticker.nanoTime();
        this.pace = new BodyPace(timeouts, ticker);
        this.head = new HeadReader(limits);
        this.chunks = new ChunkReader(limits);
        this.scheme = connection.scheme();
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
        dropHeld();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    // From the client

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        reading = true;
        pace.come(octets.readableBytes());
        held = held == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
        advance();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (incoming == Incoming.TUNNEL) {
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
        dropHeld();
        Http1Stream running = stream;
        stream = null;
        if (running != null && incoming != Incoming.TUNNEL) {
            running.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
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

    /**
     * Reads what is held as far as it can be read now. Not reentrant: what happens meanwhile is seen by the same loop.
     */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        boolean goesOn = true;
        while (goesOn && held != null) {
            goesOn = switch (incoming) {
                case HEAD -> !last && takeHead(held);
                case SIZED_BODY -> wantsBody() && takeSizedBody(held);
                case CHUNKED_BODY -> wantsBody() && takeChunks(held);
                case COMPLETE -> false;
                case DISCARD -> {
                    dropHeld();
                    yield false;
                }
                case TUNNEL -> handOn();
            };
        }
        advancing = false;
        if (stream != null) {
            stream.batchRead();
        }
    }

    /** Asks the socket for more where somebody waits for it; after a whole request, to hear of the client's end. */
    private void readOn() {
        boolean wanted = switch (incoming) {
            case HEAD, DISCARD -> true;
            case SIZED_BODY, CHUNKED_BODY -> wantsBody();
            case COMPLETE -> held == null;
            case TUNNEL -> false;
        };
        if (wanted && context != null) {
            pace.await();
            context.read();
        }
    }

    /**
     * Whether octets of the body are to be read: because the receiver asked, or because the response is over without
     * them.
     */
    private boolean wantsBody() {
        return stream == null || stream.wantsBody();
    }

    private boolean takeHead(ByteBuf in) {
        boolean begins = !head.hasBegun();
        int length = head.read(in);
        Answer refusal = head.refusal();
        if (refusal != null) {
            refuse(refusal);
            return false;
        }
        if (length == 0) {
            quietSince = begins && served ? ticker.nanoTime() : quietSince;
            return false;
        }
        served = true;
        FramingFields fields = head.fields();
        incoming = fields.isChunked()
                ? Incoming.CHUNKED_BODY
                : fields.length() > 0 ? Incoming.SIZED_BODY : Incoming.COMPLETE;
        bodyLeft = fields.length();
        pace.begin();
        chunks.reset();
        ClientRequest request = Http1Head.read(in, length, scheme);
        boolean expects = fields.expects() && incoming != Incoming.COMPLETE;
        head.reset();
        releaseRead();
        serve(new Http1Stream(this, request, incoming == Incoming.COMPLETE, expects));
        return true;
    }

    private void serve(Http1Stream begun) {
        stream = begun;
        handler.handle(begun);
    }

    private boolean takeSizedBody(ByteBuf in) {
        int length = (int) Math.min(bodyLeft, in.readableBytes());
        bodyLeft -= length;
        boolean done = bodyLeft == 0;
        Http1Stream receiving = stream;
        if (receiving == null) {
            in.skipBytes(length);
        } else {
            receiving.part(in.readRetainedSlice(length));
        }
        releaseRead();
        if (done) {
            endBody(receiving);
        }
        return true;
    }

    private boolean takeChunks(ByteBuf in) {
        Http1Stream receiving = stream;
        int length = receiving == null ? chunks.read(in) : chunks.read(in, receiving);
        in.skipBytes(length);
        releaseRead();
        Answer fault = chunks.fault();
        if (fault != null) {
            breakOff(fault);
            return false;
        }
        if (chunks.isDone()) {
            endBody(receiving);
        }
        return true;
    }

    private void endBody(@Nullable Http1Stream receiving) {
        quietSince = ticker.nanoTime();
        if (incoming != Incoming.SIZED_BODY && incoming != Incoming.CHUNKED_BODY) {
            return;
        }
        boolean chunked = incoming == Incoming.CHUNKED_BODY;
        incoming = stream == null ? Incoming.HEAD : Incoming.COMPLETE;
        if (receiving != null && stream != null) {
            receiving.bodyEnded(chunked ? chunks.trailers() : EmptyHttpHeaders.INSTANCE);
        }
    }

    private void releaseRead() {
        if (held != null && !held.isReadable()) {
            dropHeld();
        }
    }

    private void dropHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Passes a refusal in the place of the request, which {@code RequestGate} answers. No octet is read after it. */
    private void refuse(Answer answer) {
        incoming = Incoming.DISCARD;
        dropHeld();
        var refused = new ClientRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", scheme, new RefusedHead(answer));
        serve(new Http1Stream(this, refused, true, false));
    }

    /** The running request cannot be read to its end, which its receiver learns. */
    private void breakOff(Answer answer) {
        incoming = Incoming.DISCARD;
        dropHeld();
        var _ = Hangup.after(context(), stream == null ? 0 : LINGER_SECONDS, TimeUnit.SECONDS);
        if (stream != null) {
            stream.bodyBroke(new RequestFault(answer));
        }
    }

    private boolean handOn() {
        ByteBuf octets = held;
        held = null;
        if (octets != null) {
            context().fireChannelRead(octets);
        }
        return false;
    }

    // From the stream

    /** More of the body is wanted, or the next request. */
    void bodyWanted() {
        if (!advancing) {
            advance();
            if (!reading) {
                readOn();
            }
        }
    }

    /** The client was asked to send the body: from now on it can be late. */
    void continued() {
        pace.begin();
    }

    /** Whether the response whose head is being written is the last. */
    boolean isLast() {
        last |= leaving || incoming == Incoming.DISCARD || draining.getAsBoolean();
        return last;
    }

    /** The response whose head is being written is the last. */
    void closesAfterwards() {
        last = true;
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
        stream = null;
        quietSince = ticker.nanoTime();
        if (!whole || last) {
            closeLingering(context().newPromise());
        } else {
            incoming = incoming == Incoming.COMPLETE ? Incoming.HEAD : incoming;
            bodyWanted();
        }
    }

    /** From here on the octets belong to another protocol. Those that came early are passed on when it is joined. */
    void switched() {
        incoming = Incoming.TUNNEL;
        ChannelHandlerContext ctx = context();
        ctx.executor().execute(() -> {
            advance();
            ctx.fireChannelReadComplete();
        });
    }

    // Ends

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (incoming == Incoming.TUNNEL) {
            var _ = ctx.close(promise);
        } else {
            closeLingering(promise);
        }
    }

    private void closeLingering(ChannelPromise promise) {
        incoming = Incoming.DISCARD;
        dropHeld();
        LingeringClose.close(context(), promise, LINGER_SECONDS);
    }

    @Override
    public boolean isIdle() {
        return stream == null && incoming == Incoming.HEAD;
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public void closeIfIdle() {
        if (isIdle()) {
            var _ = context().close();
        }
    }

    @Override
    public long octetsWritten() {
        return written;
    }

    @Override
    public void check(long now) {
        switch (incoming) {
            case HEAD -> checkHead(now - quietSince);
            case COMPLETE -> checkStream(now);
            case SIZED_BODY, CHUNKED_BODY -> checkBody(now);
            case DISCARD, TUNNEL -> {}
        }
    }

    private void checkStream(long now) {
        if (stream != null) {
            stream.check(now);
        }
    }

    private void checkBody(long now) {
        if (stream == null) {
            // Answered before it was read. A client that sends for so long will not stop.
            if (now - quietSince >= timeouts.head().toNanos()) {
                breakOff(Answer.CLIENT_TOO_SLOW);
            }
        } else if (!stream.hasBegunToRespond() && stream.mayBeLate() && pace.isTooSlow(now)) {
            breakOff(Answer.CLIENT_TOO_SLOW);
        } else {
            stream.check(now);
        }
    }

    private void checkHead(long quiet) {
        boolean begun = head.hasBegun();
        long idle = timeouts.idle().toNanos();
        boolean tooSlow = (begun || !served) && quiet >= timeouts.head().toNanos();
        if (tooSlow && begun) {
            refuse(Answer.CLIENT_TOO_SLOW);
        } else if (tooSlow || (!begun && quiet >= (leaving ? Math.min(LAST_CALL, idle) : idle))) {
            var _ = context().close();
        }
    }
}

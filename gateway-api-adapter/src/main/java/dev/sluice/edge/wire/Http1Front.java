package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.edge.RefusedHead;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards an HTTP/1.1 connection before its decoder: lets whole and sound heads and the octets of their bodies pass, one
 * request after the other. The next head waits until the answer before it is written, so a refusal answers the request
 * it means, and a client that sends many requests at once fills no memory.
 */
final class Http1Front extends ChannelDuplexHandler implements Watched {

    /** How long a broken-off request has to be answered, and a refused client to read the answer. */
    private static final long FAREWELL_SECONDS = 2;

    /** How long an old connection waits for one more request, to tell with its answer that it is the last. */
    private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        HEAD,
        SIZED_BODY,
        CHUNKED_BODY,
        DISCARD,
        TUNNEL
    }

    private final BodyPace pace;
    private final Ticker ticker;
    private final ConnectionTimeouts timeouts;
    private final BooleanSupplier ending;
    private final HeadReader head;
    private final ChunkReader chunks;
    private State state = State.HEAD;
    private @Nullable ByteBuf held;
    private @Nullable Answer fault;
    private long bodyLeft;
    private boolean answering;
    private boolean passing;
    private boolean passed;

    /** Whether the server has asked for more since it has answered, and so has put the last request away. */
    private boolean ready = true;

    private boolean bodyWanted;
    private boolean leaving;
    private boolean last;
    private long quietSince;
    private boolean served;
    private @Nullable ChannelHandlerContext context;

    Http1Front(RequestLimits limits, ConnectionTimeouts timeouts, BooleanSupplier ending, Ticker ticker) {
        this.ending = ending;
        this.timeouts = timeouts;
        this.ticker = ticker;
        this.pace = new BodyPace(timeouts, ticker);
        this.head = new HeadReader(limits);
        this.chunks = new ChunkReader(limits);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        quietSince = ticker.nanoTime();
        String codec = ctx.pipeline().context(HttpServerCodec.class).name();
        ctx.pipeline().addAfter(codec, null, new Http1Tap(this));
        ConnectionWatch.start(ctx, timeouts, this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropHeld();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropHeld();
        ctx.fireChannelInactive();
    }

    private void dropHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ClientFault.drop(ctx, cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        pace.come(octets.readableBytes());
        held = held == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
        pass(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean isMore = !passed && !waitsForAnswer();
        passed = false;
        ctx.fireChannelReadComplete();
        if (isMore || state == State.DISCARD) {
            readOn(ctx);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (ready && held != null && state == State.HEAD && !head.hasBegun()) {
            resumeLater(ctx);
        } else if (!waitsForAnswer()) {
            readOn(ctx);
        }
    }

    /**
     * Not before the body is asked for: with nobody there to hear of it, the connection would end without an answer.
     */
    private void tellFault(ChannelHandlerContext ctx) {
        Answer told = fault;
        if (told != null && answering) {
            fault = null;
            ctx.fireExceptionCaught(new RequestFault(told));
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        pace.await();
        ctx.read();
    }

    private boolean waitsForAnswer() {
        return state == State.HEAD && !ready && held != null;
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return;
        }
        passing = true;
        boolean goesOn = true;
        while (goesOn && held != null) {
            goesOn = switch (state) {
                case HEAD -> ready && !last && passHead(ctx, held);
                case SIZED_BODY -> passSizedBody(ctx, held);
                case CHUNKED_BODY -> passChunks(ctx, held);
                case DISCARD -> discard();
                case TUNNEL -> forward(ctx, held, held.readableBytes());
            };
        }
        passing = false;
    }

    private boolean passHead(ChannelHandlerContext ctx, ByteBuf in) {
        boolean begins = !head.hasBegun();
        int length = head.read(in);
        Answer refusal = head.refusal();
        if (refusal != null) {
            refuse(ctx, refusal);
            return false;
        }
        if (length == 0) {
            quietSince = begins && served ? ticker.nanoTime() : quietSince;
            return false;
        }
        beginBody(head.fields());
        head.reset();
        answering = true;
        ready = false;
        served = true;
        return forward(ctx, in, length);
    }

    private void beginBody(FramingFields fields) {
        pace.begin();
        bodyWanted = !fields.expects();
        if (fields.isChunked()) {
            chunks.reset();
            state = State.CHUNKED_BODY;
        } else if (fields.length() > 0) {
            bodyLeft = fields.length();
            state = State.SIZED_BODY;
        }
    }

    private boolean passSizedBody(ChannelHandlerContext ctx, ByteBuf in) {
        int length = (int) Math.min(bodyLeft, in.readableBytes());
        bodyLeft -= length;
        bodyWanted = true;
        if (bodyLeft == 0) {
            endBody();
        }
        return forward(ctx, in, length);
    }

    private boolean passChunks(ChannelHandlerContext ctx, ByteBuf in) {
        int length = chunks.read(in);
        bodyWanted = true;
        Answer fault = chunks.fault();
        if (chunks.isDone()) {
            endBody();
        }
        if (length > 0) {
            forward(ctx, in, length);
        }
        if (fault != null) {
            breakOff(ctx, fault);
        }
        return fault == null;
    }

    private void endBody() {
        state = State.HEAD;
        quietSince = ticker.nanoTime();
    }

    private boolean discard() {
        dropHeld();
        return false;
    }

    /** Hands the first octets of what is held on, without a copy. */
    private boolean forward(ChannelHandlerContext ctx, ByteBuf in, int length) {
        ByteBuf part = in;
        if (length < in.readableBytes()) {
            part = in.readRetainedSlice(length);
        } else {
            held = null;
        }
        passed = true;
        ctx.fireChannelRead(part);
        return true;
    }

    /** In the place of the request stands its refusal, which {@code RequestGate} answers. No octet is read after it. */
    private void refuse(ChannelHandlerContext ctx, Answer answer) {
        state = State.DISCARD;
        answering = true;
        dropHeld();
        passed = true;
        ctx.fireChannelRead(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", new RefusedHead(answer)));
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        ctx.fireChannelReadComplete();
    }

    /** The running request cannot be read to its end, which is told to whoever asks for more of it. */
    private void breakOff(ChannelHandlerContext ctx, Answer answer) {
        state = State.DISCARD;
        dropHeld();
        fault = answer;
        var _ = Hangup.after(ctx, answering ? FAREWELL_SECONDS : 0, TimeUnit.SECONDS);
    }

    /** The server, and not its decoder, is about to read. */
    void asked() {
        ready |= !answering;
        if (context != null) {
            tellFault(context);
        }
    }

    /** The end of the answer is being written. */
    void answered() {
        answering = false;
        quietSince = ticker.nanoTime();
    }

    /** Not from within a read, for whoever reads has not put its own house in order yet. */
    private void resumeLater(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> resume(ctx));
    }

    private void resume(ChannelHandlerContext ctx) {
        passed = false;
        pass(ctx);
        channelReadComplete(ctx);
    }

    /** The backend has asked for the body. */
    void continued() {
        pace.begin();
        bodyWanted = true;
    }

    /** From here on the octets belong to another protocol. */
    void switched() {
        state = State.TUNNEL;
        answering = false;
        ready = true;
        if (context != null) {
            resumeLater(context);
        }
    }

    /** Whether the answer whose head is being written is the last, which its client cannot have known. */
    boolean isLast() {
        last |= leaving || state == State.DISCARD || ending.getAsBoolean();
        return last;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (state == State.TUNNEL) {
            var _ = ctx.close(promise);
            return;
        }
        state = State.DISCARD;
        dropHeld();
        LingeringClose.close(ctx, promise, FAREWELL_SECONDS);
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || state == State.TUNNEL || state == State.DISCARD) {
            return;
        }
        if (state == State.HEAD) {
            checkHead(ctx, now - quietSince);
        } else if (bodyWanted && pace.isTooSlow(now)) {
            breakOff(ctx, Answer.CLIENT_TOO_SLOW);
            tellFault(ctx);
        } else if (!answering && now - quietSince >= timeouts.head().toNanos()) {
            // It was answered before it was read. Whoever goes on sending for so long will not stop.
            breakOff(ctx, Answer.CLIENT_TOO_SLOW);
        }
    }

    private void checkHead(ChannelHandlerContext ctx, long quiet) {
        if (answering) {
            return;
        }
        boolean begun = head.hasBegun();
        long idle = timeouts.idle().toNanos();
        boolean tooSlow = (begun || !served) && quiet >= timeouts.head().toNanos();
        if (tooSlow && begun) {
            refuse(ctx, Answer.CLIENT_TOO_SLOW);
        } else if (tooSlow || (!begun && quiet >= (leaving ? Math.min(LAST_CALL, idle) : idle))) {
            var _ = ctx.close();
        }
    }
}

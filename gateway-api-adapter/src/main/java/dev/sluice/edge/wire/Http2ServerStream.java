package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.http2.StreamFlow;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.FieldBlock;
import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request of an {@link Http2ServerConnection} and its response. */
final class Http2ServerStream extends StreamFlow implements ClientStream, BodyFlow, ChannelFutureListener {

    /** How long a request that cannot be read to its end has to be answered. */
    private static final long LINGER_SECONDS = 2;

    /**
     * How long, and how many octets of it, the rest of a request comes that was answered early. A client that is reset
     * at once may meet the reset while it is sending, and take it for the answer.
     */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int REST_OCTETS = 256 << 10;

    private enum Response {
        NONE,
        /** The head waits for what comes next, so that both leave together. */
        HELD,
        OPEN,
        ENDED
    }

    private final Http2ServerConnection connection;
    private final ClientRequest request;
    private final StreamIdle idle;
    private @Nullable StreamObserver observer;
    private boolean over;

    private final BodyPace pace;
    private final boolean expects;
    private boolean continued;
    private boolean bodyEnded;
    private boolean asked;
    private boolean refused;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable BodyReceiver receiver;
    private @Nullable RequestFault fault;
    private @Nullable Rest rest;
    private boolean closed;

    private Response response = Response.NONE;
    private final MinimumRate taken;
    private @Nullable FieldBlock heldHead;
    private long waiting;
    private long sent;

    Http2ServerStream(Http2ServerConnection connection, Http2Stream stream, ClientRequest request, boolean ends) {
        super(connection, stream);
        this.connection = connection;
        this.request = request;
        this.bodyEnded = ends;
        this.expects = !ends && request.headers().contains(HttpHeaderNames.EXPECT);
        ConnectionTimeouts timeouts = connection.timeouts();
        this.idle = new StreamIdle(timeouts.streamIdle());
        this.pace = new BodyPace(timeouts, connection.client().loop().ticker());
        this.taken = new MinimumRate(timeouts.write());
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public ClientConnection connection() {
        return connection.client();
    }

    @Override
    public void observe(StreamObserver newObserver) {
        observer = newObserver;
    }

    private StreamObserver observer() {
        return Objects.requireNonNull(observer);
    }

    // The request's body

    /**
     * DATA of the request.
     *
     * @return octets that the client may send again at once; the others are credited when they are forwarded
     */
    int dataRead(ByteBuf data, boolean ends) {
        int octets = data.readableBytes();
        idle.moved();
        pace.come(octets);
        came(octets);
        if (over || refused || response == Response.ENDED) {
            bodyEnded |= ends;
            return rest == null || rest.takes(octets) ? octets : 0;
        }
        if (received() > connection.limits().body()) {
            bodyBroke(Answer.BODY_TOO_LARGE);
            return octets;
        }
        if (octets > 0) {
            keep(data.retain());
        }
        bodyEnded |= ends;
        if (asked) {
            deliver();
        }
        return 0;
    }

    /** @param read null where they are malformed */
    void trailersRead(@Nullable HttpHeaders read) {
        if (read == null) {
            connection.resetMalformed(id());
            return;
        }
        trailers = read;
        bodyEnded = true;
        if (asked) {
            deliver();
        }
    }

    @Override
    public BodyFlow relay(BodyReceiver newReceiver) {
        if (fault != null) {
            newReceiver.broke(fault);
        } else {
            receiver = newReceiver;
            if (expects && !bodyEnded && response == Response.NONE) {
                continued = true;
                interim(HttpResponseStatus.CONTINUE, new DefaultHttpHeaders());
            }
            read();
        }
        return this;
    }

    @Override
    public void read() {
        if (receiver == null || asked) {
            return;
        }
        asked = true;
        credit();
        if (hasUnread() || bodyEnded) {
            deliver();
        } else {
            pace.await();
        }
    }

    /** What was handed over before is forwarded, or more would not be asked for. */
    private void credit() {
        if (!over) {
            credit(!bodyEnded);
        }
    }

    private void deliver() {
        BodyReceiver to = receiver;
        if (to == null) {
            return;
        }
        asked = false;
        for (ByteBuf part = nextUnread(); part != null; part = nextUnread()) {
            to.received(part);
        }
        allRead();
        if (bodyEnded) {
            credit();
            receiver = null;
            to.ended(trailers);
        } else {
            to.batchRead();
        }
    }

    @Override
    public void cancel() {
        receiver = null;
        asked = false;
    }

    private void bodyBroke(Answer answer) {
        refused = true;
        RequestFault cause = new RequestFault(answer);
        fault = cause;
        BodyReceiver reader = receiver;
        cancel();
        dropUnread();
        credit();
        var _ = connection.context().executor().schedule(this::resetUnlessOver, LINGER_SECONDS, TimeUnit.SECONDS);
        if (reader != null) {
            reader.broke(cause);
        }
    }

    private void resetUnlessOver() {
        if (!over) {
            connection.reset(id(), Http2Error.CANCEL);
        }
    }

    // The response

    @Override
    public void interim(HttpResponseStatus status, HttpHeaders headers) {
        if (response == Response.NONE && !over) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            var _ = connection.writeHeaders(
                    id(),
                    FieldBlock.response(status.codeAsText(), headers),
                    false,
                    connection.context().newPromise());
            connection.flushSoon();
        }
    }

    @Override
    public void closeAfterwards() {
        // Other streams continue.
    }

    @Override
    public void writeHead(HttpResponseStatus status, HttpHeaders headers) {
        if (response == Response.NONE && !over) {
            response = Response.HELD;
            idle.moved();
            heldHead = FieldBlock.response(status.codeAsText(), headers);
        }
    }

    @Override
    public void writePart(ByteBuf part) {
        if (response == Response.ENDED || over || !part.isReadable()) {
            part.release();
            return;
        }
        idle.moved();
        writeHeld(false);
        hold(part);
    }

    /** Writes what is held; the last of it ends the stream where asked. */
    private void writeHeld(boolean ends) {
        FieldBlock head = heldHead;
        ByteBuf part = takeHeld();
        heldHead = null;
        if (head != null) {
            response = Response.OPEN;
            boolean last = ends && part == null;
            var _ = connection.writeHeaders(id(), head, last, promise(last));
            if (last) {
                return;
            }
        }
        if (part != null) {
            writeData(part, ends);
        } else if (ends) {
            connection.writeData(id(), Unpooled.EMPTY_BUFFER, true, promise(true));
        }
    }

    private void writeData(ByteBuf part, boolean ends) {
        int octets = part.readableBytes();
        waiting += octets;
        ChannelPromise promise = queue(octets);
        if (ends) {
            promise.addListener(this);
        }
        connection.writeData(id(), part, ends, promise);
    }

    private ChannelPromise promise(boolean ends) {
        ChannelPromise promise = connection.context().newPromise();
        return ends ? promise.addListener(this) : promise;
    }

    /** Flow control has let so many octets of the response go. */
    void sent(int octets) {
        waiting -= octets;
        sent += octets;
    }

    @Override
    protected void writableAgain() {
        if (!over) {
            observer().writable();
        }
    }

    @Override
    public void writeEnd(HttpHeaders newTrailers) {
        if (response == Response.ENDED || over) {
            return;
        }
        if (newTrailers.isEmpty()) {
            writeHeld(true);
        } else {
            writeHeld(false);
            var _ = connection.writeHeaders(id(), FieldBlock.trailers(newTrailers), true, promise(true));
        }
        response = Response.ENDED;
        connection.flushSoon();
    }

    @Override
    public void flush() {
        if (!over) {
            writeHeld(false);
            connection.flushSoon();
        }
    }

    @Override
    public boolean isWritable() {
        return hasRoom();
    }

    /** The last frame of the response is written, or could not be. */
    @Override
    public void operationComplete(ChannelFuture lastWrite) {
        if (!lastWrite.isSuccess()) {
            gone();
            return;
        }
        if (!over) {
            over = true;
            release();
            connection.responded();
            observer().responded();
        }
        if (!bodyEnded && !closed) {
            rest = new Rest();
            TimerWheel.of(connection.client().loop()).schedule(rest, REST_NANOS);
        }
    }

    /** The rest of a request that is answered. It is dropped as it comes. */
    private final class Rest extends Deadline {

        private int left = REST_OCTETS;

        /** Whether the client may send as many octets more. */
        boolean takes(int octets) {
            left -= Math.min(left, octets);
            return left > 0;
        }

        /** It is not wanted: RFC 9113, section 8.1. */
        @Override
        protected void expire() {
            connection.reset(id(), Http2Error.NO_ERROR);
        }
    }

    @Override
    public void breakOff() {
        response = Response.ENDED;
        release();
        connection.reset(id(), Http2Error.INTERNAL_ERROR);
        gone();
    }

    @Override
    public Channel switchProtocol(HttpHeaders headers) {
        throw new IllegalStateException("HTTP/2 has no 101");
    }

    // Ends

    /** The stream is closed, by whichever side. What was written may still be on its way. */
    void closed() {
        closed = true;
        if (rest != null) {
            rest.cancel();
        }
        if (response != Response.ENDED) {
            gone();
        }
    }

    /** The client has reset it, or the connection is gone. */
    void gone() {
        release();
        response = Response.ENDED;
        if (!over) {
            over = true;
            observer().gone();
        }
    }

    private void release() {
        cancel();
        releaseHeld();
        heldHead = null;
        dropUnread();
        credit();
    }

    void check(long now) {
        if (over) {
            return;
        }
        if (hasQueued()) {
            // The client is to take what is there: that is what the minimum rate is for.
            idle.moved();
        }
        if (taken.isTooSlow(waiting > 0, sent, now)) {
            connection.reset(id(), Http2Error.CANCEL);
            gone();
        } else if (!bodyEnded && fault == null && response == Response.NONE && mayBeLate() && pace.isTooSlow(now)) {
            bodyBroke(Answer.CLIENT_TOO_SLOW);
        } else if ((!bodyEnded || response != Response.NONE) && idle.isOver(now)) {
            observer().idle();
        }
    }

    private boolean mayBeLate() {
        return !expects || continued;
    }
}

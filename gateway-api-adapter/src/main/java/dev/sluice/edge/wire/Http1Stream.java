package dev.sluice.edge.wire;

import dev.sluice.answer.RequestFault;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request of an {@link Http1ServerConnection} and its response. */
final class Http1Stream implements ClientStream, BodyFlow, ChunkReader.Content, ChannelFutureListener {

    /** A part up to this size is copied behind the head or the chunk's size, so that both are one write. */
    private static final int COPIED = 512;

    /** Room for the head of a usual response and a small body. */
    private static final int HEAD_CAPACITY = 512;

    private enum Response {
        NONE,
        OPEN,
        ENDED
    }

    private final Http1ServerConnection connection;
    private final ClientRequest request;
    private final StreamIdle idle;
    private @Nullable StreamObserver observer;

    private final boolean expects;
    private boolean continued;
    private boolean bodyEnded;
    private boolean asked;
    private boolean brought;
    private @Nullable BodyReceiver receiver;
    private @Nullable RequestFault fault;

    private final boolean keepAlive;
    private boolean closes;
    private Response response = Response.NONE;
    private boolean chunked;
    private @Nullable ByteBuf pending;
    private boolean over;

    Http1Stream(Http1ServerConnection connection, ClientRequest request, boolean bodyEnded, boolean expects) {
        this.connection = connection;
        this.request = request;
        this.bodyEnded = bodyEnded;
        this.expects = expects;
        this.keepAlive = keepsAlive(request);
        this.idle = new StreamIdle(connection.timeouts().streamIdle());
    }

    private static boolean keepsAlive(ClientRequest request) {
        HttpHeaders headers = request.headers();
        return request.isHttp10()
                ? headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true)
                : !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public ClientConnection connection() {
        return connection.connection();
    }

    @Override
    public void observe(StreamObserver newObserver) {
        observer = newObserver;
    }

    private StreamObserver observer() {
        return Objects.requireNonNull(observer);
    }

    // The request's body

    @Override
    public BodyFlow relay(BodyReceiver newReceiver) {
        if (fault != null) {
            newReceiver.broke(fault);
        } else if (bodyEnded) {
            newReceiver.ended(EmptyHttpHeaders.INSTANCE);
        } else {
            receiver = newReceiver;
            sendContinue();
            read();
        }
        return this;
    }

    private void sendContinue() {
        if (expects && !continued && response == Response.NONE) {
            continued = true;
            interim(HttpResponseStatus.CONTINUE, new DefaultHttpHeaders());
            connection.continued();
        }
    }

    @Override
    public void read() {
        if (receiver != null && !asked) {
            asked = true;
            connection.bodyWanted();
        }
    }

    @Override
    public void cancel() {
        receiver = null;
        asked = false;
    }

    /** Whether somebody has asked for more of the body. */
    boolean wantsBody() {
        return asked;
    }

    /** Whether the client, and not we or the backend, keeps the body waiting. */
    boolean mayBeLate() {
        return !expects || continued;
    }

    @Override
    public void data(ByteBuf in, int index, int length) {
        part(in.retainedSlice(index, length));
    }

    void part(ByteBuf part) {
        idle.moved();
        if (receiver == null) {
            part.release();
        } else {
            brought = true;
            receiver.received(part);
        }
    }

    /** All that was read is handed over. */
    void batchRead() {
        if (brought && receiver != null) {
            brought = false;
            asked = false;
            receiver.batchRead();
        }
    }

    void bodyEnded(HttpHeaders trailers) {
        bodyEnded = true;
        BodyReceiver reader = receiver;
        cancel();
        if (reader != null) {
            reader.ended(trailers);
        }
    }

    /**
     * Reported to the receiver of the body; later, where there is none yet, or the connection would end without an
     * answer.
     */
    void bodyBroke(RequestFault cause) {
        fault = cause;
        BodyReceiver reader = receiver;
        cancel();
        if (reader != null) {
            reader.broke(cause);
        }
    }

    // The response

    boolean hasBegunToRespond() {
        return response != Response.NONE;
    }

    @Override
    public void interim(HttpResponseStatus status, HttpHeaders headers) {
        if (response == Response.NONE && !request.isHttp10() && channel().isActive()) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.TRANSFER_ENCODING);
            ByteBuf out = channel().alloc().buffer(HEAD_CAPACITY);
            Http1Text.writeHead(status, headers, out);
            var _ = connection.write(out);
            connection.flush();
        }
    }

    @Override
    public void closeAfterwards() {
        closes = true;
    }

    @Override
    public void writeHead(HttpResponseStatus status, HttpHeaders headers) {
        if (response != Response.NONE) {
            return;
        }
        response = Response.OPEN;
        idle.moved();
        boolean bodyless = frame(status, headers);
        boolean openEnd = !chunked && !bodyless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        chunked &= !bodyless;
        if (connection.isLast() || closes || !keepAlive || openEnd) {
            connection.closesAfterwards();
            if (status.code() != HttpResponseStatus.UPGRADE_REQUIRED.code()) {
                headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            } else {
                headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        ByteBuf out = channel().alloc().buffer(HEAD_CAPACITY);
        Http1Text.writeHead(status, headers, out);
        pending = out;
    }

    /** Whether the response has no content, whatever its headers say: RFC 9112, section 6.3. */
    private boolean frame(HttpResponseStatus status, HttpHeaders headers) {
        chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (status.code() == HttpResponseStatus.NO_CONTENT.code()
                || status.codeClass() == HttpStatusClass.INFORMATIONAL) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.TRANSFER_ENCODING);
            return true;
        }
        if (status.code() == HttpResponseStatus.RESET_CONTENT.code()) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING).set(HttpHeaderNames.CONTENT_LENGTH, "0");
            return true;
        }
        return request.isHead() || status.code() == HttpResponseStatus.NOT_MODIFIED.code();
    }

    @Override
    public void writePart(ByteBuf part) {
        int size = part.readableBytes();
        if (response != Response.OPEN || size == 0) {
            part.release();
            return;
        }
        idle.moved();
        if (chunked) {
            Http1Text.writeChunkStart(size, buffer());
        }
        ByteBuf before = pending;
        if (before != null && size <= COPIED && before.maxFastWritableBytes() >= size) {
            before.writeBytes(part);
            part.release();
        } else {
            writePending();
            var _ = connection.write(part);
        }
        if (chunked) {
            Http1Text.writeChunkEnd(buffer());
        }
    }

    /** What lines are gathered in until something else is to be written. */
    private ByteBuf buffer() {
        ByteBuf known = pending;
        if (known == null) {
            known = channel().alloc().buffer();
            pending = known;
        }
        return known;
    }

    private void writePending() {
        ByteBuf lines = pending;
        pending = null;
        if (lines != null) {
            var _ = connection.write(lines);
        }
    }

    @Override
    public void writeEnd(HttpHeaders trailers) {
        if (response != Response.OPEN) {
            return;
        }
        response = Response.ENDED;
        if (chunked) {
            Http1Text.writeLastChunk(trailers, buffer());
        }
        ByteBuf lines = pending == null ? Unpooled.EMPTY_BUFFER : pending;
        pending = null;
        connection.write(lines, channel().newPromise().addListener(this));
        connection.flush();
    }

    @Override
    public void flush() {
        writePending();
        connection.flush();
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    void writable() {
        if (response == Response.OPEN) {
            observer().writable();
        }
    }

    /** The last octet is written, or could not be. */
    @Override
    public void operationComplete(ChannelFuture lastWrite) {
        if (lastWrite.isSuccess() && !over) {
            over = true;
            observer().responded();
        }
        connection.responded(lastWrite.isSuccess());
        gone();
    }

    /** The connection is closed. */
    void gone() {
        dropPending();
        response = Response.ENDED;
        cancel();
        if (!over) {
            over = true;
            observer().gone();
        }
    }

    private void dropPending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    @Override
    public void breakOff() {
        response = Response.ENDED;
        writePending();
        if (request.isHttp10()) {
            // The end of the connection is the end of the body, unless it is reset.
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Behind what was written: a transport may still be at it, and a close would overtake it.
        var _ = channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public Channel switchProtocol(HttpHeaders headers) {
        response = Response.ENDED;
        ByteBuf out = channel().alloc().buffer(HEAD_CAPACITY);
        Http1Text.writeHead(HttpResponseStatus.SWITCHING_PROTOCOLS, headers, out);
        var _ = connection.write(out);
        connection.flush();
        connection.switched();
        return channel();
    }

    void check(long now) {
        if (connection.hasUnsent()) {
            // The client is to take what is there: that is what the minimum rate is for.
            idle.moved();
        }
        if ((!bodyEnded || response == Response.OPEN) && idle.isOver(now)) {
            observer().idle();
        }
    }

    private Channel channel() {
        return connection.connection().channel();
    }
}

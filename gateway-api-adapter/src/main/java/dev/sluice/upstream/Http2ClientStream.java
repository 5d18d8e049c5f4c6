package dev.sluice.upstream;

import dev.sluice.http2.Http2Codec;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.HopByHop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on a stream of an {@link Http2ClientConnection}. DATA that nobody has asked for is kept, at most as much
 * as the stream's window allows; it is credited when more is asked for, which says that it was forwarded.
 */
final class Http2ClientStream implements Carrier {

    /** Octets of a request that may be queued, and to how many they must fall until it is writable again. */
    private static final int HIGH_WATER = 64 << 10;

    private static final int LOW_WATER = 32 << 10;

    private static final long ANY = -1;

    private static final int HIGHEST_STATUS = 599;

    private final Http2ClientConnection connection;
    private final Http2Stream stream;
    private final boolean kept;

    /** Null where the exchange wants to hear nothing more. */
    private @Nullable Exchange exchange;

    private boolean closed;
    private boolean unprocessed;
    private @Nullable Throwable fault;

    private HttpMethod method = HttpMethod.GET;
    private boolean requestEnded;
    private @Nullable ByteBuf heldPart;
    private int queued;
    private boolean unwritable;

    private boolean answering;
    private boolean headRead;
    private long left = ANY;
    private long received;
    private int uncredited;
    private boolean widened;
    private boolean asked;
    private boolean inBatch;
    private @Nullable Queue<ByteBuf> unread;
    private @Nullable HttpHeaders trailers;

    /** @param kept whether its connection carried others before */
    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream, Exchange exchange, boolean kept) {
        this.connection = connection;
        this.stream = stream;
        this.exchange = exchange;
        this.kept = kept;
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
        return unprocessed;
    }

    // The request

    @Override
    public void writeHead(UpstreamRequest request) {
        method = request.method();
        asked = true;
        requestEnded = request.body().framing() == BodyFraming.NONE;
        connection.writeHeaders(stream.id(), Http2Heads.request(request), requestEnded);
    }

    /** Held until it is known whether it is the last one, which ends the stream. */
    @Override
    public void writePart(ByteBuf part) {
        writeHeld(false);
        if (closed) {
            part.release();
        } else {
            heldPart = part;
        }
    }

    @Override
    public void writeEnd(HttpHeaders after) {
        requestEnded = true;
        if (closed) {
            return;
        }
        if (after.isEmpty()) {
            writeHeld(true);
        } else {
            writeHeld(false);
            connection.writeHeaders(stream.id(), Http2Heads.trailers(after), true);
        }
        connection.flushSoon();
    }

    private void writeHeld(boolean ends) {
        ByteBuf part = heldPart;
        heldPart = null;
        if (part == null && !ends) {
            return;
        }
        ByteBuf written = part == null ? Unpooled.EMPTY_BUFFER : part;
        int octets = written.readableBytes();
        queued += octets;
        ChannelPromise promise = connection.context().newPromise().addListener(_ -> written(octets));
        connection.writeData(stream.id(), written, ends, promise);
    }

    private void written(int octets) {
        queued -= octets;
        if (unwritable && queued <= LOW_WATER && exchange != null) {
            unwritable = false;
            exchange.writable();
        }
    }

    @Override
    public void flush() {
        if (!closed) {
            writeHeld(false);
            connection.flushSoon();
        }
    }

    @Override
    public boolean writable() {
        unwritable = queued + (heldPart == null ? 0 : heldPart.readableBytes()) >= HIGH_WATER;
        return !unwritable;
    }

    // The response

    void headersRead(Http2Headers headers, boolean ends) {
        Exchange carried = exchange;
        if (carried == null) {
            return;
        }
        cameIn();
        try {
            HttpHeaders fields = Http2Heads.fields(headers);
            if (!headRead) {
                head(carried, status(headers), fields, ends);
            } else if (ends) {
                end(fields);
            } else {
                breakOff(new ProtocolException("a second head"));
            }
        } catch (IllegalArgumentException malformed) {
            breakOff(malformed);
        }
    }

    private void head(Exchange carried, HttpResponseStatus status, HttpHeaders fields, boolean ends) {
        if (status.codeClass() == HttpStatusClass.INFORMATIONAL) {
            if (ends || status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                breakOff(new ProtocolException("an interim response that must not be"));
            } else {
                carried.interim(status, fields);
            }
            return;
        }
        headRead = true;
        left = length(status, fields);
        if (ends && left > 0) {
            breakOff(new ProtocolException("a length without a body"));
            return;
        }
        HopByHop.strip(fields);
        carried.received(status, fields);
        if (ends) {
            end(EmptyHttpHeaders.INSTANCE);
        }
    }

    private static HttpResponseStatus status(Http2Headers headers) {
        CharSequence status = headers.status();
        int code = status == null ? 0 : Integer.parseInt(status, 0, status.length(), 10);
        if (code < HttpResponseStatus.CONTINUE.code() || code > HIGHEST_STATUS) {
            throw new IllegalArgumentException("not a status: " + status);
        }
        return HttpResponseStatus.valueOf(code);
    }

    /** Octets of the body, or {@link #ANY}. Source: RFC 9110, section 8.6. */
    private long length(HttpResponseStatus status, HttpHeaders fields) {
        if (method.equals(HttpMethod.HEAD)
                || status.code() == HttpResponseStatus.NO_CONTENT.code()
                || status.code() == HttpResponseStatus.NOT_MODIFIED.code()) {
            return 0;
        }
        // The codec has refused what is not one number.
        String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? ANY : Long.parseLong(length);
    }

    /**
     * DATA of the response.
     *
     * @return octets that the backend may send again at once; the others are credited when they are forwarded
     */
    int dataRead(ByteBuf data, boolean ends) {
        Exchange carried = exchange;
        int octets = data.readableBytes();
        if (carried == null) {
            return octets;
        }
        cameIn();
        received += octets;
        if (!headRead || (left != ANY && left < octets)) {
            breakOff(new ProtocolException(headRead ? "more octets than its length" : "a body without a head"));
            return octets;
        }
        if (left != ANY) {
            left -= octets;
        }
        if (octets > 0) {
            part(carried, data.retain());
        }
        if (ends) {
            end(EmptyHttpHeaders.INSTANCE);
        }
        return 0;
    }

    private void part(Exchange carried, ByteBuf part) {
        if (asked && unread == null) {
            uncredited += part.readableBytes();
            carried.part(part);
            return;
        }
        if (unread == null) {
            unread = new ArrayDeque<>(4);
        }
        unread.add(part);
    }

    private void end(HttpHeaders after) {
        if (left > 0) {
            breakOff(new ProtocolException("fewer octets than its length"));
            return;
        }
        trailers = after;
        if (unread == null) {
            finish(after);
        }
    }

    private void finish(HttpHeaders after) {
        Exchange carried = exchange;
        if (carried == null) {
            return;
        }
        exchange = null;
        carried.ended(after);
        if (!requestEnded) {
            // The rest of the request is not wanted.
            abandon(Http2Error.CANCEL);
        }
    }

    private void cameIn() {
        answering = true;
        if (!inBatch) {
            inBatch = true;
            connection.inBatch(this);
        }
    }

    /** All that this read of the socket brought is here. */
    void batchRead() {
        inBatch = false;
        if (asked && unread == null && exchange != null) {
            asked = false;
            exchange.batchRead();
        }
    }

    @Override
    public void read() {
        if (asked || exchange == null) {
            return;
        }
        asked = true;
        credit();
        if (unread != null) {
            // Not at once, for who asks may be in the midst of what it was given.
            exchange.later(this::handUnread);
        }
    }

    private void handUnread() {
        Queue<ByteBuf> parts = unread;
        while (exchange != null && parts != null && !parts.isEmpty()) {
            ByteBuf part = parts.remove();
            uncredited += part.readableBytes();
            exchange.part(part);
        }
        if (exchange == null) {
            return;
        }
        unread = null;
        asked = false;
        if (trailers != null) {
            finish(trailers);
        } else if (fault != null) {
            breakOff(fault);
        } else {
            exchange.batchRead();
        }
    }

    /** What was handed over before is forwarded, or more would not be asked for. */
    private void credit() {
        if (uncredited == 0 || closed) {
            return;
        }
        connection.credit(stream, uncredited);
        uncredited = 0;
        if (!widened && trailers == null && received >= Http2Codec.FIRST_WINDOW) {
            widened = true;
            connection.widen(stream);
        }
    }

    // Ends

    void resetRead(long code) {
        unprocessed = code == Http2Error.REFUSED_STREAM.code();
        fault(new ProtocolException("stream reset: " + code));
    }

    /** Why the stream is going to be closed. */
    void fault(Throwable cause) {
        fault = cause;
    }

    /**
     * The stream is closed, by whichever side. What came before is still handed over.
     *
     * @param unseen whether the backend said that it did not process it
     * @param cause where nothing is known of the stream itself
     */
    void closed(boolean unseen, Throwable cause) {
        closed = true;
        unprocessed |= unseen;
        releaseHeld();
        if (fault == null) {
            fault = cause;
        }
        if (trailers == null && unread == null && exchange != null) {
            breakOff(fault);
        }
    }

    private void breakOff(Throwable cause) {
        Exchange carried = exchange;
        exchange = null;
        abandon(Http2Error.PROTOCOL_ERROR);
        if (carried != null) {
            carried.broke(cause);
        }
    }

    @Override
    public void close() {
        if (exchange != null && !answering) {
            connection.unanswered();
        }
        exchange = null;
        abandon(Http2Error.CANCEL);
    }

    private void abandon(Http2Error error) {
        releaseHeld();
        Queue<ByteBuf> parts = unread;
        unread = null;
        while (parts != null && !parts.isEmpty()) {
            parts.remove().release();
        }
        if (!closed) {
            connection.reset(stream.id(), error);
        }
    }

    private void releaseHeld() {
        if (heldPart != null) {
            heldPart.release();
            heldPart = null;
        }
    }
}

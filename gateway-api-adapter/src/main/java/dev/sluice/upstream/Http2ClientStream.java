package dev.sluice.upstream;

import dev.sluice.http2.StreamFlow;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.FieldBlock;
import dev.sluice.message.HopByHop;
import dev.sluice.message.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** One exchange on a stream of an {@link Http2ClientConnection}. */
final class Http2ClientStream extends StreamFlow implements Carrier {

    private static final long ANY = -1;

    private final Http2ClientConnection connection;
    private final boolean kept;

    /** Null where the exchange wants to hear nothing more. */
    private @Nullable Exchange exchange;

    private boolean closed;
    private boolean unprocessed;
    private @Nullable Throwable fault;

    private HttpMethod method = HttpMethod.GET;
    private boolean requestEnded;

    private boolean answering;
    private boolean headRead;
    private long left = ANY;
    private boolean asked;
    private boolean inBatch;
    private @Nullable HttpHeaders trailers;

    /** @param kept whether its connection carried others before */
    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream, Exchange exchange, boolean kept) {
        super(connection, stream);
        this.connection = connection;
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
        FieldBlock head =
                FieldBlock.request(method.asciiName(), connection.secure(), request.target(), request.headers());
        connection.writeHeaders(id(), head, requestEnded);
    }

    /** Held until it is known whether it is the last one, which ends the stream. */
    @Override
    public void writePart(ByteBuf part) {
        var _ = writeHeld(false);
        if (closed) {
            part.release();
        } else {
            hold(part);
        }
    }

    @Override
    public void writeEnd(HttpHeaders after) {
        requestEnded = true;
        if (closed) {
            return;
        }
        if (after.isEmpty()) {
            var _ = writeHeld(true);
        } else {
            var _ = writeHeld(false);
            connection.writeHeaders(id(), FieldBlock.trailers(after), true);
        }
        connection.flushSoon();
    }

    /** Whether there was anything to write. */
    private boolean writeHeld(boolean ends) {
        ByteBuf part = takeHeld();
        if (part == null && !ends) {
            return false;
        }
        ByteBuf written = part == null ? Unpooled.EMPTY_BUFFER : part;
        connection.writeData(id(), written, ends, queue(written.readableBytes()));
        return true;
    }

    @Override
    protected void writableAgain() {
        if (exchange != null) {
            exchange.writable();
        }
    }

    /** Where nothing is held, what was written before leaves already. */
    @Override
    public void flush() {
        if (!closed && writeHeld(false)) {
            connection.flushSoon();
        }
    }

    @Override
    public boolean writable() {
        return hasRoom();
    }

    // The response

    void headersRead(ReceivedFields received, boolean ends) {
        Exchange carried = exchange;
        if (carried == null) {
            return;
        }
        cameIn();
        HttpResponseStatus status = received.responseStatus();
        if (!headRead && status != null) {
            head(carried, status, received.fields(), ends);
        } else if (headRead && ends && received.areTrailers()) {
            end(received.fields());
        } else {
            breakOff(new ProtocolException(headRead ? "trailers that are none" : "a head that is none"));
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
        came(octets);
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
        if (asked && !hasUnread()) {
            handedOver(part);
            carried.part(part);
        } else {
            keep(part);
        }
    }

    private void end(HttpHeaders after) {
        if (left > 0) {
            breakOff(new ProtocolException("fewer octets than its length"));
            return;
        }
        trailers = after;
        if (!hasUnread()) {
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
        if (asked && !hasUnread() && exchange != null) {
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
        if (hasUnread()) {
            // Not at once, for who asks may be in the midst of what it was given.
            exchange.later(this::handUnread);
        }
    }

    private void handUnread() {
        Exchange carried = exchange;
        if (carried == null) {
            return;
        }
        for (ByteBuf part = nextUnread(); part != null; part = nextUnread()) {
            carried.part(part);
        }
        if (exchange == null) {
            return;
        }
        allRead();
        asked = false;
        if (trailers != null) {
            finish(trailers);
        } else if (closed || fault != null) {
            breakOff(fault());
        } else {
            carried.batchRead();
        }
    }

    /** What was handed over before is forwarded, or more would not be asked for. */
    private void credit() {
        if (!closed) {
            credit(trailers == null);
        }
    }

    // Ends

    void resetRead(long code) {
        unprocessed = code == Http2Error.REFUSED_STREAM.code();
        fault(new StreamResetException(code));
    }

    /** Why the stream is going to be closed. */
    void fault(Throwable cause) {
        fault = cause;
    }

    /**
     * The stream is closed, by whichever side. What came before is still handed over.
     *
     * @param unseen whether the backend said that it did not process it
     * @param cause of the connection, where nothing is known of the stream itself; null where that has none either
     */
    void closed(boolean unseen, @Nullable Throwable cause) {
        closed = true;
        unprocessed |= unseen;
        releaseHeld();
        if (fault == null) {
            fault = cause;
        }
        if (trailers == null && !hasUnread() && exchange != null) {
            breakOff(fault());
        }
    }

    /** Made only where it is wanted: every stream closes, and a stack trace costs as much as half a request. */
    private Throwable fault() {
        return fault == null ? new ClosedChannelException() : fault;
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
        dropUnread();
        if (!closed) {
            connection.reset(id(), error);
        }
    }
}

package dev.sluice.edge.wire;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.InterimReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * One request of a client and the response to it: an exchange on an HTTP/1.1 connection, or a stream of an HTTP/2
 * connection. Belongs to the event loop of its connection.
 *
 * <p>A response is a head, parts, and an end, in this order, each once but the parts; nothing is sent before {@link
 * #flush}. After {@link StreamObserver#gone} all writes are dropped, and their buffers released.
 */
public interface ClientStream extends InterimReceiver {

    /** The head of the request. */
    ClientRequest request();

    /** What it came in by. */
    ClientConnection connection();

    /** Who hears of its end. To be called once, before anything else. */
    void observe(StreamObserver observer);

    /**
     * Hands the body of the request over; to be called at most once. Counts as the first {@link BodyFlow#read}. A
     * client that waits for it is sent 100 Continue, unless the response has begun. A body that breaks off ends with a
     * {@code RequestFault}, which says what to answer.
     */
    BodyFlow relay(BodyReceiver receiver);

    /**
     * Asks for the connection to be closed after this response; without effect on HTTP/2 and once the head is written.
     */
    void closeAfterwards();

    /** Begins the response. Its framing is in the headers: Content-Length, Transfer-Encoding, or neither. */
    void writeHead(HttpResponseStatus status, HttpHeaders headers);

    /** A part of the response's body, which is released. */
    void writePart(ByteBuf part);

    /** Ends the response and sends it. */
    void writeEnd(HttpHeaders trailers);

    /** Sends what was written: on HTTP/2 at the end of this turn of the event loop at the latest. */
    void flush();

    /** Whether the client takes more; where not, {@link StreamObserver#writable} is called when it does. */
    boolean isWritable();

    /** Ends a response whose head is sent so that the client sees that something is missing. */
    void breakOff();

    /**
     * Writes 101 and takes HTTP off the connection: octets from the client are passed on by the returned channel's
     * pipeline, those that came early after this call returns. On HTTP/1.1 only.
     */
    Channel switchProtocol(HttpHeaders headers);
}

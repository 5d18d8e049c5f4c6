package dev.sluice.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What carries one exchange: an HTTP/1.1 connection while it is used, or an HTTP/2 stream. Its event loop's; tells the
 * exchange by its methods what comes.
 */
interface Carrier {

    /** Whether it served an exchange before. */
    boolean kept();

    /** Whether a byte of a response came. */
    boolean answering();

    /** Whether the backend said that it has not looked at the request. */
    boolean unprocessed();

    /** Writes the head, and with it the end of a request that has no body. */
    void writeHead(UpstreamRequest request);

    /** Writes a part of the body, which it releases; sent with the next {@link #flush}. */
    void writePart(ByteBuf part);

    /** Writes the end of the body and sends all. */
    void writeEnd(HttpHeaders trailers);

    /** Sends what was written. */
    void flush();

    /** Whether more can be written without being kept in memory; {@link Exchange#writable} tells when it can again. */
    boolean writable();

    /** Reads one more batch. */
    void read();

    /** Gives up: closes the connection or resets the stream. The exchange hears nothing more. */
    void close();
}

package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** How the end of a request's body is told. Source: RFC 9112, section 6. */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** Content-Length, which stays in the headers. */
    LENGTH,
    /** Transfer-Encoding: chunked. */
    CHUNKED;

    /**
     * Reads it from the headers of a request as they came, before hop-by-hop headers are removed. A body of an HTTP/2
     * request without a length is chunked: Netty marks it so.
     */
    public static BodyFraming of(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return CHUNKED;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || length.equals("0") ? NONE : LENGTH;
    }
}

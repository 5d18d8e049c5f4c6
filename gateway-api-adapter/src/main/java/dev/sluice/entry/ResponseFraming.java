package dev.sluice.entry;

import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.program.ProgramResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** How a client is told where the body of a response ends. Source: RFC 9112, section 6.3. */
enum ResponseFraming {
    /** There is no body, whatever the headers say. */
    NONE,
    /** Content-Length. */
    LENGTH,
    /** Chunks, the end of the HTTP/2 stream, or for HTTP/1.0 the end of the connection. */
    OPEN_END;

    /** Writes it into the headers of a response. */
    static ResponseFraming apply(ClientRequest request, ProgramResponse response) {
        HttpHeaders headers = response.headers();
        ResponseFraming framing = of(request, response.status().code(), headers);
        if (request.isHttp10() && framing != OPEN_END) {
            // Where the client asked for it; otherwise it is replaced when the head is written.
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        boolean refusesProtocol = response.status().code() == HttpResponseStatus.UPGRADE_REQUIRED.code();
        if (refusesProtocol && !request.isHttp2() && !request.isHttp10() && headers.contains(HttpHeaderNames.UPGRADE)) {
            // It is of this connection: RFC 9110, section 7.8.
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        }
        return framing;
    }

    private static ResponseFraming of(ClientRequest request, int status, HttpHeaders headers) {
        if (status == HttpResponseStatus.NO_CONTENT.code() || status == HttpResponseStatus.RESET_CONTENT.code()) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            return NONE;
        }
        if (status == HttpResponseStatus.NOT_MODIFIED.code()) {
            return NONE;
        }
        boolean length = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!length && !request.isHttp2() && !request.isHttp10()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (request.isHead()) {
            return NONE;
        }
        return length ? LENGTH : OPEN_END;
    }
}

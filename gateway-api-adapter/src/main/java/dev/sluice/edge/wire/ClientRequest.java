package dev.sluice.edge.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The head of a request.
 *
 * @param version as the client wrote it; {@code HTTP/2.0} for a stream of an HTTP/2 connection
 * @param method as the client wrote it
 * @param target raw, as the client wrote it; {@code :path} in HTTP/2
 * @param scheme {@code http} or {@code https}: what the connection is, whatever the client says
 * @param headers of this request only, which the code that serves it may change. HTTP/2's {@code :authority} is Host,
 *     and a body of unknown length is {@code Transfer-Encoding: chunked}
 */
public record ClientRequest(HttpVersion version, HttpMethod method, String target, String scheme, HttpHeaders headers) {

    /** {@code HTTP/2.0}; Netty has no constant of it. */
    static final HttpVersion HTTP_2 = new HttpVersion("HTTP", 2, 0, true);

    /** Whether it came as a stream of an HTTP/2 connection. */
    public boolean isHttp2() {
        return version.majorVersion() == 2;
    }

    /** HTTP/1.0 has neither chunks nor interim responses: RFC 9112, section 6.1. */
    public boolean isHttp10() {
        return version.majorVersion() == 1 && version.minorVersion() == 0;
    }

    /** Whether it is a HEAD, whose response has no content. */
    public boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }
}

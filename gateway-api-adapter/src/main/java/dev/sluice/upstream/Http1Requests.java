package dev.sluice.upstream;

import dev.sluice.message.BodyFraming;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Requests as HTTP/1.1 writes them. */
final class Http1Requests {

    private Http1Requests() {}

    /** The head, and the end too where there is no body. */
    static HttpRequest head(UpstreamRequest request) {
        return request.body().framing() == BodyFraming.NONE
                ? new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        request.method(),
                        request.target(),
                        Unpooled.EMPTY_BUFFER,
                        headers(request),
                        EmptyHttpHeaders.INSTANCE)
                : new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), request.target(), headers(request));
    }

    /**
     * Copied only where something changes, for another try must not find it. TE would need a Connection that names it.
     */
    private static HttpHeaders headers(UpstreamRequest request) {
        boolean chunked = request.body().framing() == BodyFraming.CHUNKED;
        boolean te = request.headers().contains(HttpHeaderNames.TE);
        if (!chunked && !te && request.upgrade() == null) {
            return request.headers();
        }
        HttpHeaders headers = request.headers().copy();
        headers.remove(HttpHeaderNames.TE);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (request.upgrade() != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, request.upgrade());
        }
        return headers;
    }

    /**
     * Whether a 101 says that it changes to a protocol that was asked for. Source: RFC 9110, section 7.8.
     *
     * @param asked a list of protocols; null for none
     * @param answered the response's Upgrade; null for none
     */
    static boolean agree(@Nullable String asked, @Nullable String answered) {
        if (asked == null || answered == null || answered.isBlank()) {
            return false;
        }
        String protocol = answered.strip().toLowerCase(Locale.ROOT);
        for (String each : asked.toLowerCase(Locale.ROOT).split(",", -1)) {
            if (each.strip().equals(protocol)) {
                return true;
            }
        }
        return false;
    }
}

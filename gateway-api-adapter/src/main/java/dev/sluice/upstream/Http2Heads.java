package dev.sluice.upstream;

import dev.sluice.message.ConnectionFields;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** Headers between HTTP/1.1, as all of the gateway knows them, and HTTP/2. Source: RFC 9113, section 8. */
final class Http2Heads {

    private Http2Heads() {}

    /**
     * The head of a request. Host becomes :authority; the rest keeps its order.
     *
     * <p>TE is of this connection, so what a client wrote there says nothing about it. {@code trailers} is said always:
     * it means that trailers are not thrown away here, which holds for every response, and servers of gRPC refuse
     * requests without it. Source: RFC 9110, section 10.1.4.
     *
     * @param secure whether it is sent by TLS
     */
    static Http2Headers request(UpstreamRequest request, boolean secure) {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(request.method().asciiName())
                .scheme(secure ? "https" : "http")
                .path(request.target());
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null) {
            head.authority(host);
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> entries =
                request.headers().iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            AsciiString name = AsciiString.of(entry.getKey()).toLowerCase();
            if (!isSaidOtherwise(name) && !ConnectionFields.contains(name)) {
                head.add(name, entry.getValue());
            }
        }
        return head.add(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
    }

    private static boolean isSaidOtherwise(AsciiString name) {
        return HttpHeaderNames.HOST.equals(name) || HttpHeaderNames.TE.equals(name);
    }

    /** Trailers of a request. */
    static Http2Headers trailers(HttpHeaders trailers) {
        Http2Headers made = new DefaultHttp2Headers(false);
        for (Map.Entry<String, String> entry : trailers) {
            made.add(AsciiString.of(entry.getKey()).toLowerCase(), entry.getValue());
        }
        return made;
    }

    /**
     * The fields of a response or its trailers.
     *
     * @throws IllegalArgumentException where a name or value cannot stand in HTTP/1.1
     */
    static HttpHeaders fields(Http2Headers received) {
        HttpHeaders fields = new DefaultHttpHeaders();
        for (Map.Entry<CharSequence, CharSequence> entry : received) {
            if (entry.getKey().charAt(0) != ':') {
                fields.add(entry.getKey(), entry.getValue());
            }
        }
        return fields;
    }
}

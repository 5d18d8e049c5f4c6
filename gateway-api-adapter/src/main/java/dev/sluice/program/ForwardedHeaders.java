package dev.sluice.program;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the backend whom we serve. What the client wrote about itself is replaced, for no peer is trusted; RFC 7239's
 * Forwarded is dropped, so that both ways to say it cannot disagree.
 */
final class ForwardedHeaders {

    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");

    private ForwardedHeaders() {}

    static void replace(ProgramRequest request) {
        HttpHeaders headers = request.headers();
        headers.remove(FORWARDED);
        setOrRemove(headers, FOR, address(request.client()));
        setOrRemove(headers, HOST, request.authority().isEmpty() ? null : request.authority());
        headers.set(PROTO, request.scheme());
        headers.setInt(PORT, request.listenerPort());
    }

    private static void setOrRemove(HttpHeaders headers, AsciiString name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.set(name, value);
        }
    }

    private static @Nullable String address(@Nullable InetSocketAddress client) {
        if (client == null || client.getAddress() == null) {
            return null;
        }
        String address = client.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}

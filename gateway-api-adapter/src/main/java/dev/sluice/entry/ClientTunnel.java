package dev.sluice.entry;

import dev.sluice.edge.wire.ClientStream;
import dev.sluice.message.Tunnel;
import dev.sluice.splice.Splice;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/1.1 connection that may become, and then is, one end of a tunnel. Source: RFC 9110, section 7.8. */
final class ClientTunnel {

    /** Source: RFC 2817. */
    private static final AsciiString TLS = AsciiString.cached("tls/");

    private ClientTunnel() {}

    /**
     * The protocol that a request asks to change to.
     *
     * @return null where it asks for none; where it has a body, which the other protocol would have to wait for; and
     *     for TLS, which the gateway itself would have to speak
     */
    static @Nullable String protocol(HttpHeaders headers) {
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        if (protocol == null
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
            return null;
        }
        return AsciiString.containsIgnoreCase(protocol, TLS) ? null : protocol;
    }

    /** Writes the 101, and joins the two ends. */
    static Splice open(ClientStream stream, HttpHeaders headers, Tunnel tunnel) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        return tunnel.join(stream.switchProtocol(headers));
    }
}

package dev.sluice.entry;

import dev.sluice.message.Tunnel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.AsciiString;
import java.util.List;
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
                || headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return null;
        }
        return AsciiString.containsIgnoreCase(protocol, TLS) ? null : protocol;
    }

    /** Writes the 101, takes HTTP out of the client's pipeline, and joins the two ends. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Should the write fail, the connection is closed, and both ends see it.
    static void open(ClientChannel client, HttpHeaders headers, Tunnel tunnel) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        client.writeInformational(HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
        Channel channel = client.channel();
        removeHttp(channel.pipeline());
        tunnel.join(channel);
    }

    /**
     * The codec and everything behind it. What stands before it holds octets that came early, and hands them on now.
     */
    private static void removeHttp(ChannelPipeline pipeline) {
        List<String> names = pipeline.names();
        String codec = pipeline.context(HttpServerCodec.class).name();
        for (String name : names.subList(names.indexOf(codec), names.size())) {
            // The last name is that of the pipeline's own end, which has no handler.
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
    }
}

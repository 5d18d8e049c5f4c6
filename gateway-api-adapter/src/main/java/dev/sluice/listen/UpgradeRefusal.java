package dev.sluice.listen;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;

/**
 * Keeps a client from turning an HTTP/1.1 connection into HTTP/2. {@code Upgrade: h2c} RFC 9113 has withdrawn, and
 * requests were smuggled with it: the request is answered as the HTTP/1.1 request it is, RFC 9110, section 7.8. Netty's
 * handler for it is taken away, because it would gather the body of every request with an Upgrade header. Other
 * protocols are for the backend to decide.
 */
@Sharable
final class UpgradeRefusal extends ChannelInboundHandlerAdapter {

    private static final AsciiString H2C = AsciiString.cached("h2c");
    private static final UpgradeRefusal INSTANCE = new UpgradeRefusal();

    private UpgradeRefusal() {}

    /** Between the HTTP/1.1 codec and the handler that upgrades; a connection without a codec needs none. */
    static void install(ChannelPipeline pipeline) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addAfter(codec.name(), null, INSTANCE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            if (ctx.pipeline().get(HttpServerUpgradeHandler.class) != null) {
                ctx.pipeline().remove(HttpServerUpgradeHandler.class);
            }
            HttpHeaders headers = request.headers();
            if (headers.containsValue(HttpHeaderNames.UPGRADE, H2C, true)) {
                headers.remove(HttpHeaderNames.UPGRADE);
                headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
            }
        }
        ctx.fireChannelRead(message);
    }
}

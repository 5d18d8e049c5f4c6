package dev.sluice.listen;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Keeps a client from turning an HTTP/1.1 connection into another protocol. {@code Upgrade: h2c} RFC 9113 has withdrawn,
 * and requests were smuggled with it; for any other protocol Netty would gather the request's body first and refuse it.
 * The request is answered as the HTTP/1.1 request it is: RFC 9110, section 7.8.
 */
@Sharable
final class UpgradeRefusal extends ChannelInboundHandlerAdapter {

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
            HttpHeaders headers = request.headers();
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        }
        ctx.fireChannelRead(message);
    }
}

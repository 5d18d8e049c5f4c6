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
 * Keeps a client from turning an HTTP/1.1 connection into HTTP/2 by {@code Upgrade: h2c}, which RFC 9113 has withdrawn
 * and which requests were smuggled with. Its request is answered as the HTTP/1.1 request it is.
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
            if (headers.containsValue(HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)) {
                headers.remove(HttpHeaderNames.UPGRADE);
                headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
            }
        }
        ctx.fireChannelRead(message);
    }
}

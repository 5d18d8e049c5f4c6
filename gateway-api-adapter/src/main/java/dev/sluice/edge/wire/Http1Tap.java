package dev.sluice.edge.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;

/**
 * Stands behind the HTTP/1.1 codec and tells the {@link Http1Front} before it how far the answers are. Takes
 * {@code Upgrade: h2c} away, which RFC 9113 has withdrawn and by which requests were smuggled: such a request is
 * answered as the HTTP/1.1 request that it is, RFC 9110, section 7.8. Other upgrades are for the backend to decide.
 */
final class Http1Tap extends ChannelDuplexHandler {

    private static final AsciiString H2C = AsciiString.cached("h2c");

    private final Http1Front front;
    private boolean upgraderRemoved;

    /** Whether the client was told that the running answer is the last. */
    private boolean announced;

    Http1Tap(Http1Front front) {
        this.front = front;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            removeUpgrader(ctx);
            dropH2c(request.headers());
        }
        ctx.fireChannelRead(message);
    }

    /** It would gather the bodies of all requests with an Upgrade header in memory. */
    private void removeUpgrader(ChannelHandlerContext ctx) {
        if (!upgraderRemoved && ctx.pipeline().get(HttpServerUpgradeHandler.class) != null) {
            ctx.pipeline().remove(HttpServerUpgradeHandler.class);
        }
        upgraderRemoved = true;
    }

    private static void dropH2c(HttpHeaders headers) {
        if (headers.containsValue(HttpHeaderNames.UPGRADE, H2C, true)) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        front.asked();
        ctx.read();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            HttpResponseStatus status = response.status();
            if (status.codeClass() == HttpStatusClass.INFORMATIONAL) {
                var _ = ctx.write(message, promise);
                interim(status);
                return;
            }
            announced = front.isLast();
            if (announced) {
                HttpUtil.setKeepAlive(response.headers(), HttpVersion.HTTP_1_1, false);
            }
        }
        if (!(message instanceof LastHttpContent)) {
            var _ = ctx.write(message, promise);
            return;
        }
        front.answered();
        var _ = ctx.write(message, announced ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
    }

    private void interim(HttpResponseStatus status) {
        if (status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            front.switched();
        } else if (status.code() == HttpResponseStatus.CONTINUE.code()) {
            front.continued();
        }
    }
}

package dev.sluice.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Begins a connection with who the client is, before TLS and everything else, and is gone then. Source: The PROXY
 * protocol, version 2.
 */
final class ProxyPreface extends ChannelOutboundHandlerAdapter {

    private final StreamClient client;

    private ProxyPreface(StreamClient client) {
        this.client = client;
    }

    /** In front of what is added later. */
    static void addTo(ChannelPipeline pipeline, StreamClient client) {
        pipeline.addLast(HAProxyMessageEncoder.INSTANCE, new ProxyPreface(client));
    }

    /** Nobody else hears of the connection before the header is written, for who does may write at once. */
    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        ChannelPromise own = ctx.newPromise();
        promise.addListener(_ -> {
            if (promise.isCancelled()) {
                own.cancel(false);
            }
        });
        own.addListener(_ -> {
            if (own.isSuccess()) {
                var _ = ctx.writeAndFlush(message());
                ctx.pipeline().remove(HAProxyMessageEncoder.class);
                ctx.pipeline().remove(this);
                promise.trySuccess();
            } else {
                promise.tryFailure(own.cause());
            }
        });
        var _ = ctx.connect(remote, local, own);
    }

    /** Addresses of one family; of two, that of the client counts, and the other is said to be unspecified. */
    private HAProxyMessage message() {
        InetSocketAddress source = client.source();
        InetSocketAddress destination = client.destination();
        boolean ip4 = source.getAddress() instanceof Inet4Address;
        boolean same = ip4 == destination.getAddress() instanceof Inet4Address;
        return new HAProxyMessage(
                HAProxyProtocolVersion.V2,
                HAProxyCommand.PROXY,
                ip4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
                NetUtil.toAddressString(source.getAddress()),
                same ? NetUtil.toAddressString(destination.getAddress()) : ip4 ? "0.0.0.0" : "::",
                source.getPort(),
                destination.getPort());
    }
}

package dev.sluice.listen;

import dev.sluice.hop.PeerAddress;
import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits on a connection of a trusted proxy for the header that must come first and says who the client is, then has the
 * rest laid out. A connection that begins with anything else is closed: it would count as the proxy's own. Source: The
 * PROXY protocol, versions 1 and 2.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

    private final Consumer<Channel> layOut;
    private final Duration patience;
    private @Nullable Deadline hangup;
    private boolean arrived;

    private ProxyHeader(Duration patience, Consumer<Channel> layOut) {
        this.patience = patience;
        this.layOut = layOut;
    }

    /**
     * On a connection that has brought nothing yet.
     *
     * @param patience for the header
     * @param layOut what comes after it
     */
    static void awaitOn(Channel connection, Duration patience, Consumer<Channel> layOut) {
        connection.pipeline().addLast(new HAProxyMessageDecoder(), new ProxyHeader(patience, layOut));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        hangup = TimerWheel.of(ctx.channel().eventLoop()).schedule(() -> close(ctx, "it comes too late"), patience);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            InetSocketAddress client = client(header);
            if (client != null) {
                PeerAddress.tell(ctx.channel(), client);
            }
        } finally {
            header.release();
        }
        arrived = true;
        stopWaiting();
        layOut.accept(ctx.channel());
    }

    /** The decoder leaves as soon as it has the header, and what it has read too much comes before this. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (arrived) {
            // Who was laid out after the connection became active has not asked yet.
            ctx.read();
            ctx.pipeline().remove(this);
        }
    }

    /** Null where the proxy speaks for itself, as for its health checks, or for a client without an IP address. */
    private static @Nullable InetSocketAddress client(HAProxyMessage header) {
        String source = header.sourceAddress();
        InetAddress address = source == null ? null : NetUtil.createInetAddressFromIpAddressString(source);
        return address == null ? null : new InetSocketAddress(address, header.sourcePort());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(ctx, cause.toString());
    }

    private static void close(ChannelHandlerContext ctx, String why) {
        LOG.debug("No PROXY protocol header of {}: {}", ctx.channel().remoteAddress(), why);
        var _ = ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopWaiting();
    }

    private void stopWaiting() {
        if (hangup != null) {
            hangup.cancel();
        }
    }
}

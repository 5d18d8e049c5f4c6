package dev.sluice.listen;

import dev.sluice.splice.Splice;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a connection through to where it was going, octet by octet: its client has no routes. The node's own proxying
 * then does what it would have done.
 */
final class PassThrough {

    private static final Logger LOG = LoggerFactory.getLogger(PassThrough.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final ChannelFactory<? extends Channel> channels;
    private final Duration idle;

    /**
     * @param channels of the same transport as the connections
     * @param idle for how long no octet may move
     */
    PassThrough(ChannelFactory<? extends Channel> channels, Duration idle) {
        this.channels = channels;
        this.idle = idle;
    }

    /** On the event loop of a client that has not been read from. */
    void begin(Channel client, InetSocketAddress destination) {
        ChannelFuture connecting = new Bootstrap()
                .group(client.eventLoop())
                .channelFactory(channels)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(destination);
        client.closeFuture().addListener(closed -> connecting.cancel(false));
        connecting.addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                Splice.join(client, connected.channel(), idle, new ArrayDeque<>());
            } else {
                LOG.debug("{} could not be let through to {}", client.remoteAddress(), destination, connected.cause());
                reset(client);
            }
        });
    }

    /** As a Service without endpoints does. */
    static void reset(Channel client) {
        client.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = client.close();
    }
}

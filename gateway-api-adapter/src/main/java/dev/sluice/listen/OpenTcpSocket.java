package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A socket that accepts connections.
 *
 * @param servers that accept, one for each address
 * @param live its connections
 */
record OpenTcpSocket(
        PortId id, List<BindAddress> addresses, SocketProtocol protocol, List<Channel> servers, Connections live)
        implements OpenSocket {

    @Override
    public int connections() {
        return live.count();
    }

    @Override
    public CompletableFuture<Void> drain(ListenSettings.Timeouts timeouts) {
        stopAccepting(servers);
        return live.drain(timeouts);
    }

    /** Returns when the ports are free. */
    static void stopAccepting(List<Channel> servers) {
        servers.stream().map(Channel::close).toList().forEach(ChannelFuture::awaitUninterruptibly);
    }
}

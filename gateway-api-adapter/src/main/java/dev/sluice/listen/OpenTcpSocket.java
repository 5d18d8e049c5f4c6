package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

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

    /**
     * Returns when the ports are free. All connections that were accepted until then are laid out: none of them waits
     * for its event loop to hear of it.
     */
    static void stopAccepting(List<Channel> servers) {
        servers.stream().map(AcceptQueue::emptyAndClose).toList().forEach(CompletableFuture::join);
        servers.stream()
                .map(server -> server.eventLoop().parent())
                .distinct()
                .flatMap(group -> StreamSupport.stream(group.spliterator(), false))
                // An event loop runs its tasks in their order.
                .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
                .toList()
                .forEach(CompletableFuture::join);
    }
}

package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A socket that accepts connections.
 *
 * @param servers that accept, one for each address
 * @param live its connections
 */
record OpenSocket(
        PortId id, List<BindAddress> addresses, SocketProtocol protocol, List<Channel> servers, Connections live) {

    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");

    /** Whether the wanted socket is this one, so that it can stay. */
    boolean isLike(ListenerSocket wanted) {
        return id.equals(wanted.id()) && protocol == wanted.protocol() && addresses.equals(wanted.addresses());
    }

    /** Whether the wanted socket, unlike this one, cannot be opened while this one is: same identity or address. */
    boolean isInTheWayOf(ListenerSocket wanted) {
        return id.equals(wanted.id()) || standsOn(wanted.addresses());
    }

    /** Whether it occupies one of these addresses. */
    boolean standsOn(List<BindAddress> wanted) {
        return addresses.stream().anyMatch(own -> wanted.stream().anyMatch(other -> overlap(own, other)));
    }

    private static boolean overlap(BindAddress one, BindAddress other) {
        return one.port() == other.port()
                && (one.host().equals(other.host())
                        || ALL_ADDRESSES.contains(one.host())
                        || ALL_ADDRESSES.contains(other.host()));
    }

    int connections() {
        return live.count();
    }

    /** Stops accepting before it returns; completes when the last connection is gone. */
    CompletableFuture<Void> drain(ListenSettings.Timeouts timeouts) {
        stopAccepting(servers);
        return live.drain(timeouts);
    }

    /** Returns when the ports are free. */
    static void stopAccepting(List<Channel> servers) {
        servers.stream().map(Channel::close).toList().forEach(ChannelFuture::awaitUninterruptibly);
    }
}

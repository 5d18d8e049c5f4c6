package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A socket that clients reach. */
sealed interface OpenSocket permits OpenTcpSocket, OpenUdpSocket {

    /** Those that stand for all addresses of the machine. */
    Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");

    PortId id();

    List<BindAddress> addresses();

    SocketProtocol protocol();

    /** Whether the wanted socket is this one, so that it can stay. */
    default boolean isLike(ListenerSocket wanted) {
        return id().equals(wanted.id())
                && protocol() == wanted.protocol()
                && addresses().equals(wanted.addresses());
    }

    /** Whether the wanted socket, unlike this one, cannot be opened while this one is: same identity or address. */
    default boolean isInTheWayOf(ListenerSocket wanted) {
        return id().equals(wanted.id()) || standsOn(wanted.protocol().ip(), wanted.addresses());
    }

    /** Whether it occupies one of these addresses. TCP and UDP have port numbers of their own. */
    default boolean standsOn(IpProtocol ip, List<BindAddress> wanted) {
        return protocol().ip() == ip
                && addresses().stream().anyMatch(own -> wanted.stream().anyMatch(other -> overlap(own, other)));
    }

    private static boolean overlap(BindAddress one, BindAddress other) {
        return one.port() == other.port()
                && (one.host().equals(other.host())
                        || ALL_ADDRESSES.contains(one.host())
                        || ALL_ADDRESSES.contains(other.host()));
    }

    /** Connections or flows. */
    int connections();

    /** Takes nothing new when it returns; completes when the last connection or flow is gone. */
    CompletableFuture<Void> drain(ListenSettings.Timeouts timeouts);
}

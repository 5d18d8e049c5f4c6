package dev.sluice.config.listener;

import dev.sluice.config.tracing.GatewayTracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One socket and the Listeners behind it, which differ in hostname.
 *
 * @param addresses at least one
 * @param listeners at least one; no two have the same hostname
 * @param tracing of the requests; null: no policy says anything
 */
public record ListenerSocket(
        PortId id,
        List<BindAddress> addresses,
        SocketProtocol protocol,
        List<Listener> listeners,
        @Nullable GatewayTracing tracing) {

    public ListenerSocket {
        addresses = List.copyOf(addresses);
        listeners = List.copyOf(listeners);
    }

    /** Without a policy for traces. */
    public ListenerSocket(PortId id, List<BindAddress> addresses, SocketProtocol protocol, List<Listener> listeners) {
        this(id, addresses, protocol, listeners, null);
    }
}

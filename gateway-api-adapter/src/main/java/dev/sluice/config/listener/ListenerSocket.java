package dev.sluice.config.listener;

import java.util.List;

/**
 * One socket and the Listeners behind it, which differ in hostname.
 *
 * @param addresses at least one
 * @param listeners at least one; no two have the same hostname
 */
public record ListenerSocket(
        PortId id, List<BindAddress> addresses, SocketProtocol protocol, List<Listener> listeners) {

    public ListenerSocket {
        addresses = List.copyOf(addresses);
        listeners = List.copyOf(listeners);
    }
}

package dev.sluice.config;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerSocket;
import java.util.List;

/**
 * Everything that is served at one time.
 *
 * @param version from 1, one more for each configuration that differs from the one before
 * @param sockets by Gateway and port, in the order of their identity
 * @param backends every backend that a rule names, in the order of their identity
 */
public record GatewayConfig(long version, List<ListenerSocket> sockets, List<Backend> backends) {

    /** Before anything was read: no socket is open. */
    public static final GatewayConfig EMPTY = new GatewayConfig(0, List.of(), List.of());

    public GatewayConfig {
        sockets = List.copyOf(sockets);
        backends = List.copyOf(backends);
    }

    /** The same configuration under another version. */
    public GatewayConfig withVersion(long newVersion) {
        return new GatewayConfig(newVersion, sockets, backends);
    }
}

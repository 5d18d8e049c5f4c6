package dev.sluice.config.listener;

/**
 * Where a socket is bound on this machine.
 *
 * @param host an IP address; {@code 0.0.0.0} for all
 * @param port 1-65535; may differ from the Listener's port
 */
public record BindAddress(String host, int port) {

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

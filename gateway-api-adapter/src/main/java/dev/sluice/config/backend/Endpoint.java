package dev.sluice.config.backend;

/**
 * One address that accepts connections.
 *
 * @param host an IP address, or a name that the data plane resolves by DNS when it connects
 * @param port 1-65535
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {

    @Override
    public int compareTo(Endpoint other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

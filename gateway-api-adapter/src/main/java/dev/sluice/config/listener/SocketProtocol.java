package dev.sluice.config.listener;

/** What a connection to a socket begins with. Listeners that share a socket agree on it. Source: Listener.protocol. */
public enum SocketProtocol {
    /** HTTP/1.1, and HTTP/2 by prior knowledge. */
    HTTP,
    /** TLS, whose server name chooses the Listener: protocols HTTPS and TLS. */
    TLS,
    /** Octets that nobody looks at. */
    TCP,
    /** Datagrams. */
    UDP;

    /** What it runs on. */
    public IpProtocol ip() {
        return this == UDP ? IpProtocol.UDP : IpProtocol.TCP;
    }
}

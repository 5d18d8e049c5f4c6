package dev.sluice.config.listener;

/** What a Listener does with a connection that is its. Source: Listener.protocol, ListenerTLSConfig.mode. */
public enum ListenerMode {
    /** Reads HTTP requests, after TLS where the socket has it: protocols HTTP and HTTPS. */
    HTTP,
    /**
     * Forwards octets, after TLS where the socket has it, or datagrams: protocols TCP and UDP, and TLS with mode
     * Terminate.
     */
    STREAM,
    /** Forwards TLS as it is: protocol TLS with mode Passthrough. */
    PASSTHROUGH
}

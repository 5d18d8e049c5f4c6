package dev.sluice.config.listener;

/** What is spoken on a socket; all its Listeners have the same. Source: Listener.protocol. */
public enum ListenerProtocol {
    /** HTTP/1.1, and HTTP/2 by prior knowledge. */
    HTTP,
    /** TLS that is terminated here, then HTTP/2 or HTTP/1.1 as ALPN decides. */
    HTTPS
}

package dev.sluice.config.backend;

/** What a backend speaks. Source: Service appProtocol, GEP-1911; BackendProtocol of GEP-4894. */
public enum BackendProtocol {
    /**
     * HTTP/1.1, and WebSocket by upgrade: no appProtocol, {@code http} or {@code kubernetes.io/ws}. By TLS of a policy
     * HTTP/2 where the backend chooses it by ALPN.
     */
    HTTP,
    /** HTTP/1.1 and WebSocket by upgrade, by TLS too: XBackend protocols HTTP11 and WSS. */
    HTTP11,
    /** HTTP/2: by prior knowledge in clear text, {@code kubernetes.io/h2c}; by ALPN where there is TLS. */
    H2C,
    /** HTTP/1.1 and WebSocket over TLS: {@code kubernetes.io/wss}. The certificate must be for the Service's name. */
    WSS,
    /** Whatever the octets of a client are. */
    STREAM,
    /** Whatever the datagrams of a client are. */
    DATAGRAM
}

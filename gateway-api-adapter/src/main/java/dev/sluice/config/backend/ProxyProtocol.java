package dev.sluice.config.backend;

/** How a backend learns who its client is before the client's octets come. */
public enum ProxyProtocol {
    /** The binary header of The PROXY protocol, version 2. */
    V2
}

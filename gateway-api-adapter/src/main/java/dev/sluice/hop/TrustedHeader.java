package dev.sluice.hop;

/**
 * In which header trusted proxies name the client. One of the two is believed, never both: a proxy that writes one
 * hands the other on as the client wrote it.
 */
public enum TrustedHeader {
    /** X-Forwarded-For, with X-Forwarded-Proto, -Host and -Port beside it. Forwarded is dropped. */
    X_FORWARDED_FOR,
    /** Forwarded of RFC 7239. X-Forwarded headers are made from it. */
    FORWARDED
}

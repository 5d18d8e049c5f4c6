package dev.sluice.hop;

import org.jspecify.annotations.Nullable;

/**
 * The way from the last sender of a request to us.
 *
 * @param peer of the connection; null where it is not an IP connection
 * @param scheme {@code http} or {@code https}: what the peer spoke
 * @param authority Host header or {@code :authority} as it sent it; empty where there was none
 * @param port that the peer used, see {@link AskedPort}
 */
public record Hop(@Nullable PeerAddress peer, String scheme, String authority, int port) {}

package dev.sluice.upstream;

import java.net.InetSocketAddress;

/**
 * Who sends a stream, for backends that want to know.
 *
 * @param source the client's address and port
 * @param destination where the client connected to
 */
public record StreamClient(InetSocketAddress source, InetSocketAddress destination) {}

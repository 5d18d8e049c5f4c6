package dev.sluice.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The ports of which each agent of a node has one. While one agent takes over from another there are two on a node, and
 * a third where the one before them is still draining.
 *
 * @param first the lowest, 1 to {@value #HIGHEST_FIRST}; the others are 2 and 4 above it, so that a neighbour can be
 *     the first of another kind
 */
public record AgentPorts(int first) {

    /** The highest that {@link #first} may be. */
    public static final int HIGHEST_FIRST = 65_531;

    private static final int COUNT = 3;
    private static final int STEP = 2;

    public AgentPorts {
        if (first < 1 || first > HIGHEST_FIRST) {
            throw new IllegalArgumentException("port: " + first + " (expected: 1-" + HIGHEST_FIRST + ")");
        }
    }

    /** All of them, the first first. */
    public List<Integer> all() {
        return IntStream.range(0, COUNT).mapToObj(at -> first + at * STEP).toList();
    }

    /**
     * The first that nothing listens on, at any of these addresses; empty where none is free. Another process may take
     * it in the meantime. Does not block.
     *
     * @param addresses of this machine
     */
    public OptionalInt free(Collection<InetAddress> addresses) {
        return all().stream()
                .mapToInt(port -> port)
                .filter(port -> isFree(port, addresses))
                .findFirst();
    }

    private static boolean isFree(int port, Collection<InetAddress> addresses) {
        return addresses.stream().allMatch(address -> {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address, port));
                return true;
            } catch (IOException inUse) {
                return false;
            }
        });
    }
}

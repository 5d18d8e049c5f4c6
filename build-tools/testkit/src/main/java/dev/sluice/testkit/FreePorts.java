package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ports that nothing listens on, so that tests do not meet each other: below those that systems give to connections, of
 * which any may take one between here and its use.
 */
public final class FreePorts {

    private static final int LOWEST_OFFSET = 20_000;
    private static final int HIGHEST_OFFSET = 32_000;

    private FreePorts() {}

    /** Any one. */
    public static int next() {
        return offset(0);
    }

    /** What added to each of these ports gives a free one. */
    public static int offset(int... ports) {
        return IntStream.generate(() -> LOWEST_OFFSET + (int) (Math.random() * (HIGHEST_OFFSET - LOWEST_OFFSET)))
                .limit(100)
                .filter(offset -> Arrays.stream(ports).allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}

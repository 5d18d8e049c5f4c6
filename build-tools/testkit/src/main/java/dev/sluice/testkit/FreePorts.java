package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/**
 * Ports that nothing listens on, so that tests do not meet each other: below those that systems give to connections, of
 * which any may take one between here and its use.
 */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    /** Linux gives connections ports from 32,768 on. */
    private static final int HIGHEST = 32_000;

    /** Processes that run tests at the same time look for ports in ranges of their own. */
    private static final int RANGES = 4;

    private static final int RANGE = (Integer.getInteger("test.fork", 1) - 1) % RANGES;

    private FreePorts() {}

    /** Any one. */
    public static int next() {
        return offset(0);
    }

    /** What added to each of these ports gives a free one. */
    public static int offset(int... ports) {
        int lowest = LOWEST - IntStream.of(ports).min().orElseThrow();
        int width = (HIGHEST - IntStream.of(ports).max().orElseThrow() - lowest) / RANGES;
        return IntStream.generate(() -> lowest + RANGE * width + (int) (Math.random() * width))
                .limit(100)
                .filter(offset -> IntStream.of(ports).allMatch(port -> isFree(port + offset)))
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

package com.example.shop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A {@code redis-server} on this machine that keeps nothing. */
final class LocalRedis implements AutoCloseable {

    private static final String PROGRAM = "redis-server";

    private final int port = Shop.freePort();
    private final Process process;

    LocalRedis() {
        try {
            process = new ProcessBuilder(
                            PROGRAM,
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--daemonize",
                            "no")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(this::accepts);
    }

    /** Says so where it is not; in CI that fails. */
    static boolean isInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("There is no " + PROGRAM + ", and this is CI");
        }
        if (!installed) {
            System.out.println("There is no " + PROGRAM + " on the PATH: RedisRateLimiterTest is skipped");
        }
        return installed;
    }

    private boolean accepts() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

package dev.sluice.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code redis-server} on this machine that keeps nothing on disk. Tests that start one are {@link NeedsProgram}. */
public final class RedisServer implements AutoCloseable {

    private static final String PROGRAM = "redis-server";

    private final int port = FreePorts.next();
    private final List<String> program;
    private final List<String> options;
    private @Nullable Process process;

    private RedisServer(List<String> options, String... program) {
        this.program = List.of(program);
        this.options = options;
    }

    /**
     * Not started yet.
     *
     * @param options of the program; {@code PORT} in them is its port
     */
    public static RedisServer absent(String... options) {
        return new RedisServer(List.of(options), PROGRAM, "--save", "", "--appendonly", "no");
    }

    /** Started, with options as with {@link #absent}. */
    public static RedisServer started(String... options) {
        RedisServer server = absent(options);
        server.start();
        return server;
    }

    /** Watches a server under the name {@code sessions}, and puts its replica in its place if it fails. */
    public static RedisServer sentinelOf(RedisServer primary, Path folder) {
        Path file = folder.resolve("sentinel.conf");
        try {
            Files.writeString(file, """
                    sentinel monitor sessions 127.0.0.1 %d 1
                    sentinel down-after-milliseconds sessions 500
                    sentinel failover-timeout sessions 2000
                    """.formatted(primary.port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The file must come first.
        var sentinel = new RedisServer(List.of(), PROGRAM, file.toString(), "--sentinel");
        sentinel.start();
        return sentinel;
    }

    /** Empty, whatever it had before. */
    public void start() {
        var command = new ArrayList<>(program);
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
        options.forEach(option -> command.add(option.replace("PORT", String.valueOf(port))));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(this::accepts);
    }

    private boolean accepts() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** On loopback. */
    public int port() {
        return port;
    }

    /** By SIGKILL. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /** By SIGSTOP: it keeps its connections and does not answer. */
    public void freeze() {
        signal("STOP");
    }

    /** By SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        run("sh", "-c", "kill -" + name + " " + (process == null ? "" : process.pid()));
    }

    /** What {@code redis-cli} prints. */
    public String command(String... words) {
        var command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) {
        try {
            Process run = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            run.onExit().join();
            return printed.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}

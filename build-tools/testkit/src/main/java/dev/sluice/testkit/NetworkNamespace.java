package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network of its own, with nothing in it but loopback: what a test does to addresses and rules there reaches nobody
 * else. Made and removed by the program {@code ip}; needs root.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final int OF_NETWORKS = 0x40000000;

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Whether this process can make one; says so on standard output if not, for skipped tests are overlooked. */
    public static boolean isPossible() {
        try (NetworkNamespace tried = create("try")) {
            tried.ip("link", "show");
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            System.out.println("Tests with network namespaces are skipped, they need root: " + e.getMessage());
            return false;
        }
    }

    /**
     * Makes one.
     *
     * @param name a short word; those of other processes do not meet it
     */
    public static NetworkNamespace create(String name) {
        var namespace = new NetworkNamespace("sluice-" + ProcessHandle.current().pid() + "-" + name);
        run(List.of("ip", "netns", "add", namespace.name));
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** Joins two by a cable whose ends are named for the other side. */
    public static void join(NetworkNamespace one, String nameOfOne, NetworkNamespace two, String nameOfTwo) {
        run(List.of(
                "ip", "-n", one.name, "link", "add", nameOfTwo, "type", "veth", "peer", "name", nameOfOne, "netns",
                two.name));
        one.ip("link", "set", nameOfTwo, "up");
        two.ip("link", "set", nameOfOne, "up");
    }

    /** Runs {@code ip} with these arguments. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    /** Runs a command and gives what it printed. */
    public String run(String... command) {
        return run(command(command));
    }

    /** How a command is run there. */
    public List<String> command(String... command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(Arrays.asList(command));
        return line;
    }

    /**
     * Runs this there; sockets that it makes stay there.
     *
     * @throws Exception what the task threw
     */
    public <T> T call(Callable<T> task) throws Exception {
        var inside = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        Thread.ofPlatform().name(name).daemon().start(inside);
        try {
            return inside.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The calling thread stays there until it ends. */
    private void enter() {
        try (Arena arena = Arena.ofConfined()) {
            int file = (int)
                    function("open", ValueLayout.ADDRESS).invokeExact(arena.allocateFrom("/run/netns/" + name), 0);
            int answer = (int) function("setns", ValueLayout.JAVA_INT).invokeExact(file, OF_NETWORKS);
            int closed = (int) closing().invokeExact(file);
            if (answer != 0 || closed != 0) {
                throw new IllegalStateException("cannot enter the network namespace " + name);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, ValueLayout first) {
        return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, first, ValueLayout.JAVA_INT));
    }

    private static MethodHandle closing() {
        return handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    @SuppressWarnings("restricted") // the kernel has no other interface for it
    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    @Override
    public void close() {
        run(List.of("ip", "netns", "del", name));
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + printed.strip());
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

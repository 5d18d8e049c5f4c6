package dev.sluice.store;

import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Passes connections on to a server, whose answers it holds back for a time. */
final class SlowProxy implements AutoCloseable {

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ServerSocket door;
    private final int target;
    private volatile Duration delay = Duration.ZERO;

    SlowProxy(int target) {
        this.target = target;
        try {
            this.door = new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on. */
    void delay(Duration time) {
        delay = time;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> copy(client, server, false));
                Thread.ofVirtual().start(() -> copy(server, client, true));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void copy(Socket from, Socket to, boolean held) {
        try (from;
                to) {
            var buffer = new byte[65_536];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                byte[] part = java.util.Arrays.copyOf(buffer, read);
                var _ = later.schedule(
                                () -> {
                                    to.getOutputStream().write(part);
                                    return true;
                                },
                                held ? delay.toMillis() : 0,
                                TimeUnit.MILLISECONDS)
                        .get();
            }
        } catch (Exception closed) {
            // The end of one connection.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        later.shutdownNow();
    }
}

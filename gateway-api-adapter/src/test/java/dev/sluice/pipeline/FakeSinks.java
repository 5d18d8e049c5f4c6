package dev.sluice.pipeline;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.publish.Served;
import dev.sluice.resource.StatusDocument;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Serves everything at once; can be held, made to fail or denied its ports. */
final class FakeSinks {

    private final List<Long> applied = new CopyOnWriteArrayList<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean held;

    Served apply(GatewayConfig config) {
        var planted = failure.getAndSet(null);
        if (planted != null) {
            throw planted;
        }
        held = true;
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        applied.add(config.version());
        boolean open = closed.getAndUpdate(times -> Math.max(0, times - 1)) == 0;
        return new Served(
                config.version(), config.sockets().stream().collect(toMap(ListenerSocket::id, it -> state(it, open))));
    }

    private static Served.SocketState state(ListenerSocket socket, boolean open) {
        return open ? new Served.SocketState.Open(socket.addresses()) : new Served.SocketState.Closed("port in use");
    }

    /** The next so many configurations find their ports taken. */
    void closedFor(int times) {
        closed.set(times);
    }

    void write(List<StatusDocument> documents) {
        writes.incrementAndGet();
    }

    void hold() {
        gate = new CountDownLatch(1);
    }

    boolean isHeld() {
        return held;
    }

    void release() {
        gate.countDown();
    }

    void failOnce(RuntimeException planted) {
        failure.set(planted);
    }

    List<Long> applied() {
        return List.copyOf(applied);
    }

    int writes() {
        return writes.get();
    }
}

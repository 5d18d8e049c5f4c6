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

/** Serves everything at once; can be held or made to fail. */
final class FakeSinks {

    private final List<Long> applied = new CopyOnWriteArrayList<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
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
        return new Served(
                config.version(),
                config.sockets().stream()
                        .collect(toMap(ListenerSocket::id, it -> new Served.SocketState.Open(it.addresses()))));
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

package dev.sluice.pipeline;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.publish.ConfigSink;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.StatusSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Serves everything at once; can be held, made to fail or denied its ports. */
final class FakeSinks implements ConfigSink, StatusSink {

    private final List<Long> applied = new CopyOnWriteArrayList<>();
    private final List<List<StatusDocument>> written = new CopyOnWriteArrayList<>();
    private final Failure applying = new Failure();
    private final Failure writing = new Failure();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Runnable beforeApply = () -> {};
    private volatile boolean held;
    private GatewayConfig config = GatewayConfig.EMPTY;

    /** Throws so often. */
    private static final class Failure {
        private final AtomicInteger times = new AtomicInteger();
        private final AtomicReference<@Nullable RuntimeException> planted = new AtomicReference<>();

        void plant(RuntimeException failure, int often) {
            planted.set(failure);
            times.set(often);
        }

        void happen() {
            var failure = planted.get();
            if (failure != null && times.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw failure;
            }
        }
    }

    @Override
    public Served apply(GatewayConfig newConfig) {
        beforeApply.run();
        applying.happen();
        held = true;
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        applied.add(newConfig.version());
        config = newConfig;
        return served();
    }

    @Override
    public Served openClosed() {
        return served();
    }

    private Served served() {
        boolean open = closed.getAndUpdate(times -> Math.max(0, times - 1)) == 0;
        return new Served(
                config.version(), config.sockets().stream().collect(toMap(ListenerSocket::id, it -> state(it, open))));
    }

    private static SocketState state(ListenerSocket socket, boolean open) {
        return open ? new SocketState.Open(socket.addresses()) : new SocketState.Closed("port in use");
    }

    /** The next so many attempts to open sockets find their ports taken. */
    void closedFor(int times) {
        closed.set(times);
    }

    @Override
    public void write(List<StatusDocument> documents) {
        writing.happen();
        written.add(documents);
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

    /** The next so many configurations cannot be applied. */
    void failToApply(int times) {
        applying.plant(new IllegalStateException("planted"), times);
    }

    /** The next so many statuses cannot be written. */
    void failToWrite(RuntimeException planted, int times) {
        writing.plant(planted, times);
    }

    /** Has this run before each configuration is applied. */
    void beforeApply(Runnable action) {
        beforeApply = action;
    }

    List<Long> applied() {
        return List.copyOf(applied);
    }

    /** Every list of statuses that was written. */
    List<List<StatusDocument>> written() {
        return List.copyOf(written);
    }

    int writes() {
        return written.size();
    }
}

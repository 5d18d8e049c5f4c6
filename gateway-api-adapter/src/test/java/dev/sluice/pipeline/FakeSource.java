package dev.sluice.pipeline;

import dev.sluice.graph.Objects;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import java.util.List;

/** Holds what a test puts in. */
final class FakeSource implements ResourceSource {

    private volatile SourceSnapshot snapshot = SourceSnapshot.NOTHING_READ;
    private volatile Runnable changed = () -> {};
    private volatile boolean closed;

    /** A class, and a Gateway with one Listener on this port. */
    static ClusterState port(int port) {
        return complete(Objects.gatewayClass(), Objects.gateway(Objects.listener("http", port, null)))
                .state();
    }

    static SourceSnapshot complete(WatchedObject... objects) {
        return new SourceSnapshot(ClusterState.of(List.of(objects)), List.of(), true);
    }

    void set(SourceSnapshot newSnapshot) {
        snapshot = newSnapshot;
        changed.run();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start(Runnable callback) {
        changed = callback;
    }

    @Override
    public SourceSnapshot current() {
        return snapshot;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package dev.sluice.infrastructure.write;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.WriteLoop;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.infrastructure.ContainerPorts;
import dev.sluice.infrastructure.GatewayObjects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the objects of Gateways what they shall be, while this replica leads. Works after every turn of the pipeline
 * and after every change of what is stored, so what others change is changed back; what is as it shall be costs no
 * request.
 */
public final class InfrastructureWriter implements InfrastructureSink, AutoCloseable {

    /** What was refused is tried again: somebody may have given us the right, or raised a quota. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS);

    private final StoredObjects stored;
    private final Leadership leadership;
    private final InfrastructureSettings settings;
    private final RecentWrites recent;
    private final WriteRun run;
    private final WriteLoop loop = new WriteLoop("sluice-infrastructure", this::work);
    private final AtomicBoolean asksLater = new AtomicBoolean();
    private volatile @Nullable Seen newest;
    // Touched by the loop's thread alone.
    private ContainerPorts ports = ContainerPorts.NONE;
    private @Nullable Inputs settled;

    private record Seen(Graph graph, ClusterState state) {}

    /** Everything that the work depends on; most changes, such as those of routes and of any status, are none of it. */
    private record Inputs(List<GatewayNode> gateways, SortedMap<ObjectName, GatewayClass> classes, MadeObjects made) {}

    /**
     * A writer that does nothing yet.
     *
     * @param clock says for how long a write is expected to be told by the API server
     */
    public InfrastructureWriter(
            StoredObjects stored,
            Leadership leadership,
            ObjectWrites writes,
            InfrastructureSettings settings,
            InstantSource clock) {
        this.stored = stored;
        this.leadership = leadership;
        this.settings = settings;
        this.recent = new RecentWrites(stored, clock);
        this.run = new WriteRun(writes, stored, recent, leadership::leads);
    }

    /** Starts its thread. */
    public void start() {
        stored.onChange(() -> {
            recent.prune();
            loop.ask();
        });
        leadership.onChange(loop::ask);
        loop.start();
    }

    @Override
    public void accept(Graph graph, ClusterState state) {
        newest = new Seen(graph, state);
        loop.ask();
    }

    /** Lets writes that have begun come to their end. */
    @Override
    public void close() {
        loop.close();
    }

    /** Does all that is to be done now. Called by one thread. */
    void work() {
        var seen = newest;
        if (!leadership.leads()) {
            // Who leads meanwhile gives ports that we do not know of.
            ports = ContainerPorts.NONE;
            settled = null;
            recent.clear();
        } else if (seen != null && stored.complete()) {
            var inputs = inputs(seen);
            if (!inputs.equals(settled)) {
                settled = null;
                ports = ports.next(seen.graph(), seen.state(), settings.ports());
                var writes = writes(seen, inputs.made());
                askLater(run.run(writes));
                settled = writes.isEmpty() ? inputs : null;
            }
        }
    }

    private Inputs inputs(Seen seen) {
        return new Inputs(
                seen.graph().gateways(), seen.state().all(Kinds.GATEWAY_CLASS), MadeObjects.of(stored, settings));
    }

    private void askLater(boolean refused) {
        if (refused && asksLater.compareAndSet(false, true)) {
            LATER.execute(() -> {
                asksLater.set(false);
                loop.ask();
            });
        }
    }

    private List<List<Write>> writes(Seen seen, MadeObjects made) {
        var plan = new WritePlan(stored, recent, made, seen.state());
        var dedicated = Optional.ofNullable(settings.dedicated());
        return Stream.of(
                        GatewayObjects.of(seen.graph(), ports, made.pods()).stream()
                                .map(plan::of),
                        Stream.of(plan.ofGatewaysThatLeft(seen.graph())),
                        dedicated.stream().map(it -> plan.ofReaders(seen.graph(), it.clusterRoleBinding())))
                .flatMap(it -> it)
                .filter(writes -> !writes.isEmpty())
                .toList();
    }
}

package dev.sluice.infrastructure.write;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.WriteBackoff;
import dev.sluice.cluster.WriteLoop;
import dev.sluice.condition.Condition;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.infrastructure.ContainerPorts;
import dev.sluice.infrastructure.GatewayObjects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.infrastructure.Refusal;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the objects of Gateways what they shall be, while this replica leads. Works after every turn of the pipeline
 * and after every change of what is stored, so what others change is changed back; what is as it shall be costs no
 * request.
 */
public final class InfrastructureWriter implements InfrastructureSink, AutoCloseable {

    /** A pod opens its sockets some milliseconds after it has read its ports. */
    private static final Duration FOR_SOCKETS = Duration.ofSeconds(2);

    private final StoredObjects stored;
    private final Leadership leadership;
    private final InfrastructureSettings settings;
    private final RecentWrites recent;
    private final WriteRun run;
    private final WriteBackoff backoff;
    private final PodSockets sockets;
    private final WriteLoop loop = new WriteLoop("sluice-infrastructure", this::work);
    private volatile @Nullable Seen newest;
    private volatile Consumer<Map<ObjectName, Condition>> listener = _ -> {};
    // Touched by the loop's thread alone.
    private final MadeObjects made;
    private ContainerPorts ports = ContainerPorts.NONE;
    private @Nullable Inputs settled;
    private Map<ObjectName, Condition> refused = Map.of();

    private record Seen(Graph graph, ClusterState state) {}

    /** Everything that the work depends on; most changes, such as those of routes and of any status, are none of it. */
    private record Inputs(List<GatewayNode> gateways, SortedMap<ObjectName, GatewayClass> classes, long made) {}

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
        this(
                stored,
                leadership,
                writes,
                settings,
                clock,
                new PodSockets(
                        FOR_SOCKETS,
                        PodSockets.Probe.TCP,
                        task -> Thread.ofVirtual().start(task),
                        clock));
    }

    /** The same with other ways to ask pods. */
    InfrastructureWriter(
            StoredObjects stored,
            Leadership leadership,
            ObjectWrites writes,
            InfrastructureSettings settings,
            InstantSource clock,
            PodSockets sockets) {
        this.stored = stored;
        this.sockets = sockets;
        this.made = new MadeObjects(stored, settings);
        this.backoff = new WriteBackoff(clock);
        this.leadership = leadership;
        this.settings = settings;
        this.recent = new RecentWrites(stored, clock);
        this.run = new WriteRun(writes, stored, recent, leadership::leads, backoff);
    }

    /**
     * Reports what the API server refuses, whenever that changes: of each Gateway whose objects it refuses, by its
     * name, condition Programmed, False.
     *
     * @param refusals called by the thread of this writer; must not block
     */
    public void onRefused(Consumer<Map<ObjectName, Condition>> refusals) {
        listener = refusals;
    }

    /** Starts its thread. */
    public void start() {
        stored.onChange(_ -> {
            recent.prune();
            loop.ask();
        });
        leadership.onChange(loop::ask);
        sockets.onChange(loop::ask);
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
            made.forget();
            recent.clear();
            backoff.clear();
            report(Map.of());
        } else if (seen != null && stored.complete()) {
            var inputs = inputs(seen);
            if (!inputs.equals(settled)) {
                settled = null;
                ports = ports.next(seen.graph(), seen.state(), settings.ports());
                sockets.retain(made.pods().shared().readyAddresses());
                var open = new OpenSocketsFirst(sockets);
                var wanted = GatewayObjects.of(seen.graph(), ports, made.pods(), settings.controllerName());
                var writes = writes(wanted, seen, open);
                run(writes, wanted);
                settled = writes.isEmpty() && !open.waits() ? inputs : null;
            }
        }
    }

    private Inputs inputs(Seen seen) {
        return new Inputs(seen.graph().gateways(), seen.state().all(Kinds.GATEWAY_CLASS), made.renew());
    }

    /** What was refused is reported also where the API server did not answer to something else. */
    private void run(List<List<Write>> writes, List<GatewayObjects> wanted) {
        try {
            run.run(writes).ifPresent(loop::askIn);
        } finally {
            report(refused(wanted, run.refused()));
        }
    }

    private static Map<ObjectName, Condition> refused(List<GatewayObjects> wanted, Map<ObjectKey, Refusal> refusals) {
        var refused = new HashMap<ObjectName, Condition>();
        if (!refusals.isEmpty()) {
            wanted.forEach(objects -> objects.all()
                    .flatMap(object ->
                            Optional.ofNullable(refusals.get(
                                            ObjectKey.of(object.path("kind").asString(""), object)))
                                    .stream())
                    .findFirst()
                    .ifPresent(refusal -> refused.put(objects.gateway().name(), refusal.programmed())));
        }
        return Map.copyOf(refused);
    }

    private void report(Map<ObjectName, Condition> nowRefused) {
        if (!nowRefused.equals(refused)) {
            refused = nowRefused;
            listener.accept(nowRefused);
        }
    }

    private List<List<Write>> writes(List<GatewayObjects> wanted, Seen seen, OpenSocketsFirst open) {
        var plan = new WritePlan(stored, recent, made, seen.state(), open, settings.controllerName());
        var dedicated = Optional.ofNullable(settings.dedicated());
        return Stream.of(
                        wanted.stream().map(plan::of),
                        Stream.of(plan.ofGatewaysThatLeft(seen.graph())),
                        dedicated.stream().map(it -> plan.ofReaders(seen.graph(), it.clusterRoleBinding())))
                .flatMap(it -> it)
                .filter(writes -> !writes.isEmpty())
                .toList();
    }
}

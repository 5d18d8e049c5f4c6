package dev.sluice.status.write;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.WriteLoop;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.StatusSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes status into the API server while this replica leads, on threads of its own. What the pipeline hands over is
 * remembered and compared with what is stored, whenever either of them or the leadership changes; where both agree,
 * nothing is sent. An API server that is away delays status and nothing else.
 */
public final class KubernetesStatusSink implements StatusSink, AutoCloseable {

    private static final int AT_ONCE = 16;

    private final StoredObjects stored;
    private final Leadership leadership;
    private final String controllerName;
    private final WriteCounters counters = new WriteCounters();
    private final InstalledCrds crds;
    private final StatusWriter writer;
    private final WriteLoop loop = new WriteLoop("sluice-status", this::settle);
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("sluice-status-", 0).factory());
    private volatile @Nullable List<StatusDocument> newest;

    // Touched by the loop alone.
    private WantedStatuses wanted = WantedStatuses.NONE;
    private final Map<ObjectKey, Settled> settled = new HashMap<>();

    /**
     * A sink that does not write before {@link #start}.
     *
     * @param client kept open by its owner
     * @param controllerName ours, as in GatewayClass.spec.controllerName; entries of other controllers are not touched
     * @param clock tells when conditions change
     */
    public KubernetesStatusSink(
            StoredObjects stored,
            Leadership leadership,
            KubernetesClient client,
            String controllerName,
            InstantSource clock) {
        var server = new ApiServer(client);
        this.stored = stored;
        this.leadership = leadership;
        this.controllerName = controllerName;
        this.crds = new InstalledCrds(server, clock);
        this.writer = new StatusWriter(server, leadership, controllerName, clock, counters);
    }

    /** Begins to write. */
    public void start() {
        loop.start();
        stored.onChange(loop::ask);
        leadership.onChange(loop::ask);
        loop.ask();
    }

    /** {@inheritDoc} Returns at once. */
    @Override
    public void write(List<StatusDocument> documents) {
        newest = List.copyOf(documents);
        loop.ask();
    }

    /** How much was written. */
    public WriteCounters counters() {
        return counters;
    }

    /** Lets writes that have begun come to their end. */
    @Override
    public void close() {
        loop.close();
        threads.shutdown();
    }

    private void settle() {
        var documents = newest;
        if (!leadership.leads()) {
            // Whoever led meanwhile may have written anything.
            settled.clear();
            return;
        }
        if (documents == null || !stored.complete()) {
            return;
        }
        wanted = wanted.next(documents, crds.current());
        var statuses = wanted.statuses();
        statuses.putAll(Leftovers.of(stored, statuses, controllerName));
        settled.keySet().retainAll(statuses.keySet());
        write(statuses);
    }

    private void write(Map<ObjectKey, ObjectNode> statuses) {
        var writes = new HashMap<ObjectKey, Future<Optional<Settled>>>();
        statuses.forEach((key, status) -> stored.find(key.kind(), key.name()).ifPresent(object -> {
            var last = settled.get(key);
            if (last == null || !last.isNewest(object) || !last.wanted().equals(status)) {
                writes.put(key, threads.submit(write(object, status, last)));
            }
        }));
        var failures = new ArrayList<UnavailableException>();
        writes.forEach((key, write) -> remember(key, write, failures));
        if (!failures.isEmpty()) {
            throw new UnavailableException("%d of %d statuses not written; %s"
                    .formatted(
                            failures.size(), writes.size(), failures.getFirst().getMessage()));
        }
    }

    private Callable<Optional<Settled>> write(ObjectNode object, ObjectNode status, @Nullable Settled last) {
        var newestObject = last != null && last.isNewest(object) ? last.object() : object;
        return () -> writer.write(newestObject, status)
                .map(written -> new Settled(Settled.version(object), written, status));
    }

    private void remember(ObjectKey key, Future<Optional<Settled>> write, List<UnavailableException> failures) {
        try {
            write.get().ifPresent(outcome -> settled.put(key, outcome));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failures.add(new UnavailableException(key + ": interrupted"));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnavailableException unavailable) {
                failures.add(unavailable);
            } else {
                throw new IllegalStateException(key.toString(), failure.getCause());
            }
        }
    }
}

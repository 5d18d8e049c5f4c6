package dev.sluice.status.write;

import dev.sluice.cluster.ChangedObjects;
import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.WriteBackoff;
import dev.sluice.cluster.WriteLoop;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.condition.Condition;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.StatusSink;
import dev.sluice.status.Refusals;
import dev.sluice.status.write.StatusWriter.Outcome;
import dev.sluice.status.write.WantedStatuses.Wanted;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes status into the API server while this replica leads, on threads of its own. What the pipeline hands over is
 * remembered and compared with what is stored, whenever either of them or the leadership changes; where both agree,
 * nothing is sent. An API server that is away delays status and nothing else.
 */
public final class KubernetesStatusSink implements StatusSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesStatusSink.class);
    private static final int AT_ONCE = 16;

    private final StoredObjects stored;
    private final Leadership leadership;
    private final String controllerName;
    private final List<String> namespaces;
    private final WriteCounters counters = new WriteCounters();
    private final WritePace pace;
    private final InstalledCrds crds;
    private final StatusWriter writer;
    private final WriteLoop loop = new WriteLoop("sluice-status", this::settle);
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("sluice-status-", 0).factory());
    private final ChangedObjects changed = new ChangedObjects();
    private volatile @Nullable List<StatusDocument> newest;
    private volatile Refusals refusals = Refusals.NONE;

    // Touched by the loop alone.
    private final WantedStatuses wanted = new WantedStatuses();
    private final Map<ObjectKey, Settled> settled = new HashMap<>();
    /** Objects that are to be looked at; of all others nothing has changed since they were found right. */
    private final Set<ObjectKey> open = new HashSet<>();

    private final NoLongerOurs noLongerOurs = new NoLongerOurs();
    private final LeftBefore leftBefore;
    private final Set<ObjectKey> toldOf = new HashSet<>();

    /**
     * A sink that does not write before {@link #start}.
     *
     * @param client kept open by its owner
     * @param controllerName ours, as in GatewayClass.spec.controllerName; entries of other controllers are not touched
     * @param namespaces those whose objects are read; empty: all
     * @param clock tells when conditions change
     */
    public KubernetesStatusSink(
            StoredObjects stored,
            Leadership leadership,
            KubernetesClient client,
            String controllerName,
            List<String> namespaces,
            InstantSource clock) {
        var server = new ApiServer(client);
        this.stored = stored;
        this.leadership = leadership;
        this.controllerName = controllerName;
        this.namespaces = List.copyOf(namespaces);
        this.crds = new InstalledCrds(server, clock);
        this.leftBefore = new LeftBefore(server, controllerName);
        this.pace = new WritePace(new WriteBackoff(clock), System::nanoTime);
        this.writer = new StatusWriter(server, leadership, controllerName, clock, pace, counters);
    }

    /** Begins to write. */
    public void start() {
        loop.start();
        stored.onChange(keys -> {
            changed.add(keys);
            loop.ask();
        });
        leadership.onChange(loop::ask);
        loop.ask();
    }

    /** {@inheritDoc} Returns at once. */
    @Override
    public void write(List<StatusDocument> documents) {
        newest = List.copyOf(documents);
        loop.ask();
    }

    /**
     * Says in the status of Gateways why they are not Programmed. Returns at once; called by any thread.
     *
     * @param programmed what the API server refuses now, by the name of the Gateway: condition Programmed, False
     */
    public void refused(Map<ObjectName, Condition> programmed) {
        refusals = new Refusals(programmed);
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
        if (documents != null) {
            noLongerOurs.next(documents);
        }
        if (!leadership.leads()) {
            noLongerOurs.forgetWritten(stored);
            leftBefore.end();
            // Whoever led meanwhile may have written anything.
            settled.clear();
            open.clear();
            changed.addAll();
            pace.clear();
            return;
        }
        if (documents == null || !stored.complete()) {
            return;
        }
        open.addAll(wanted.take(documents, crds.current(stored.all("GatewayClass")), refusals));
        changed.take().ifPresentOrElse(open::addAll, this::openAll);
        noLongerOurs.found(leftBefore.look(stored, wanted.keys()));
        noLongerOurs.forgetGone(stored);
        open.addAll(noLongerOurs.keys());
        write();
    }

    private void openAll() {
        open.addAll(wanted.keys());
        Leftovers.kinds().forEach(kind -> stored.all(kind).forEach(object -> open.add(ObjectKey.of(kind, object))));
    }

    /** The status that an object must have; null where we do not say anything about it. */
    private @Nullable Wanted wanted(ObjectKey key, ObjectNode object) {
        var left = noLongerOurs.status(key);
        if (left != null) {
            return Wanted.of(left);
        }
        var status = isJudgedByOthers(key) ? null : wanted.of(key);
        return status == null ? Leftovers.of(key, object, controllerName) : status;
    }

    /**
     * A class whose parameters we may not read is left to those who may: two installations that share a controller name
     * and watch other namespaces would contradict each other.
     */
    private boolean isJudgedByOthers(ObjectKey key) {
        if (namespaces.isEmpty() || !key.kind().equals("GatewayClass")) {
            return false;
        }
        var namespace = stored.find(key.kind(), key.name())
                .map(it -> it.at("/spec/parametersRef/namespace").asString(""))
                .orElse("");
        boolean others = !namespace.isEmpty() && !namespaces.contains(namespace);
        if (others && toldOf.add(key)) {
            LOG.warn(
                    "{}: its parameters are in namespace {}, which is not watched, so its status is left to who reads them",
                    key,
                    namespace);
        }
        return others;
    }

    /** A status that is being written for an object as it was shown to us. */
    private record Begun(ObjectKey key, String version, long status, Future<Outcome> outcome) {}

    private void write() {
        var writes = new ArrayList<Begun>();
        var away = new AtomicReference<@Nullable UnavailableException>();
        for (ObjectKey key : List.copyOf(open)) {
            var object = stored.find(key.kind(), key.name()).orElse(null);
            var status = object == null ? null : wanted(key, object);
            if (object == null || status == null) {
                settled.remove(key);
                open.remove(key);
                continue;
            }
            var version = StoredStatus.version(object);
            var last = settled.get(key);
            if (last == null || !last.isNewest(version) || last.wanted() != status.content()) {
                var newer = last == null ? null : last.newerThan(version);
                var base = newer == null ? StoredStatus.of(object) : newer;
                writes.add(new Begun(key, version, status.content(), threads.submit(write(base, status, away))));
            } else {
                settled.put(key, last.shown(version));
                open.remove(key);
            }
        }
        long undone = writes.stream().filter(write -> !isOver(write)).count();
        var unavailable = away.get();
        if (unavailable != null) {
            throw new UnavailableException(
                    "%d of %d statuses not written; %s".formatted(undone, writes.size(), unavailable.getMessage()),
                    unavailable.retryAfter());
        }
        pace.prune();
    }

    /** Where the API server is away for one it is away for all, so the others are not tried. */
    private Callable<Outcome> write(
            StoredStatus object, Wanted status, AtomicReference<@Nullable UnavailableException> away) {
        return () -> {
            if (away.get() == null) {
                try {
                    return writer.write(object, status.tree().get());
                } catch (UnavailableException unavailable) {
                    away.compareAndSet(null, unavailable);
                }
            }
            return new Outcome.Postponed(Duration.ZERO);
        };
    }

    /** Waits for a write and remembers what became of it; says whether there is no more to do. */
    private boolean isOver(Begun write) {
        return switch (outcome(write)) {
            case Outcome.Done(var written) -> {
                settled.put(write.key(), Settled.of(write.version(), written, write.status()));
                open.remove(write.key());
                noLongerOurs.written(write.key());
                yield true;
            }
            case Outcome.Gone _ -> true;
            case Outcome.Postponed(var pause) -> {
                loop.askIn(pause);
                yield false;
            }
        };
    }

    private static Outcome outcome(Begun write) {
        try {
            return write.outcome().get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(write.key() + ": interrupted");
        } catch (ExecutionException failure) {
            throw new IllegalStateException(write.key().toString(), failure.getCause());
        }
    }
}

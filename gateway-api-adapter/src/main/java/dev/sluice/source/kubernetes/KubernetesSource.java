package dev.sluice.source.kubernetes;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Places;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an API server has, as a source. The picture is complete when every kind that is served was read once; from then
 * on it is only replaced by newer ones, so an API server that is away, or starts anew, takes nothing from it.
 *
 * <p>Everything that happens is done one after the other by a daemon thread, {@code sluice-kubernetes}, which also
 * calls back; what came meanwhile makes one picture. Then it rests for as long as it has worked, so under changes
 * without end it takes half of a processor, and the watches wait for it. A second one, {@code sluice-discovery}, asks
 * which kinds are served. The other methods may be called by any thread.
 */
public final class KubernetesSource implements ResourceSource, StoredObjects {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    /** A thread that does not end holds up the end of the process for so long at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Under changes without end a picture is made, and a pause, after this time. */
    private static final Duration LONGEST_BATCH = Duration.ofMillis(200);

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final List<Consumer<Set<ObjectKey>>> storedChanged = new CopyOnWriteArrayList<>();
    private final List<String> kinds;
    private final HeapGuard heap;
    private final KindWatches watches;
    private final DiscoveryLoop discovery;
    private final Thread thread = new Thread(this::run, "sluice-kubernetes");
    private volatile SourceSnapshot current = SourceSnapshot.NOTHING_READ;
    private volatile boolean closed;
    private Runnable changed = () -> {};

    /**
     * What is watched.
     *
     * @param namespaces those whose objects are read; empty: all
     * @param secretsOf those whose Secrets and ConfigMaps are read; empty: all of these namespaces
     * @param readerBinding name of the ClusterRoleBinding of Gateways that have pods of their own, which is read with
     *     what else is made for them; null: nothing is
     * @param keptWhole objects that {@link StoredObjects} has whole; of others only what a status can be written by
     * @param discovery how often is asked which kinds are served
     * @param kinds those that are read
     * @param classes those for whose Gateways Secrets and ConfigMaps are read
     */
    public record Settings(
            List<String> namespaces,
            List<String> secretsOf,
            @Nullable String readerBinding,
            Predicate<JsonNode> keptWhole,
            Duration discovery,
            List<Kind<?>> kinds,
            Predicate<GatewayClass> classes) {

        /** Every namespace, no object whole; every 5 s. */
        public static final Settings USUAL =
                new Settings(List.of(), List.of(), null, _ -> false, Duration.ofSeconds(5));

        /** Of every kind, for Gateways of every class. */
        public Settings(
                List<String> namespaces,
                List<String> secretsOf,
                @Nullable String readerBinding,
                Predicate<JsonNode> keptWhole,
                Duration discovery) {
            this(namespaces, secretsOf, readerBinding, keptWhole, discovery, Kinds.ALL, _ -> true);
        }

        public Settings {
            namespaces = List.copyOf(namespaces);
            secretsOf = List.copyOf(secretsOf);
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * Makes a source; nothing is read yet. The client stays open when the source is closed.
     *
     * @param heap says for how many objects there is room
     */
    public KubernetesSource(KubernetesClient client, Settings settings, HeapGuard heap) {
        this(client, settings, heap, SilentWatches.USUAL);
    }

    /** The same with another age from which on a watch is looked at. */
    KubernetesSource(KubernetesClient client, Settings settings, HeapGuard heap, Duration silence) {
        var scope = Scope.of(settings, heap);
        this.heap = heap;
        this.kinds = scope.kinds().stream().map(WatchedKind::kind).toList();
        this.watches = new KindWatches(client, scope, inbox::add);
        var silent = new SilentWatches(silence, watches, refused -> inbox.add(() -> watches.notResumed(refused)));
        this.discovery = new DiscoveryLoop(
                new Discovery(client, scope),
                settings.discovery(),
                newest -> inbox.add(() -> watches.follow(newest)),
                () -> {
                    silent.look();
                    watches.takeWaiting();
                });
        this.thread.setDaemon(true);
    }

    /** Begins to read, and returns: the API server may be away for long. */
    @Override
    public void start(Runnable listener) {
        changed = listener;
        thread.start();
        discovery.start();
    }

    @Override
    public SourceSnapshot current() {
        return current;
    }

    @Override
    public boolean complete() {
        return current.complete();
    }

    @Override
    public Optional<ObjectNode> find(String kind, ObjectName name) {
        return watches.objects(kind).flatMap(objects -> objects.find(name));
    }

    @Override
    public List<ObjectNode> all(String kind) {
        return watches.objects(kind).map(KindObjects::all).orElseGet(List::of);
    }

    @Override
    public void onChange(Consumer<Set<ObjectKey>> listener) {
        storedChanged.add(listener);
    }

    /** The kinds that are watched where they are served, by name. */
    public List<String> kinds() {
        return kinds;
    }

    /**
     * How long the API server has said nothing of a kind, neither an event nor a bookmark, which it usually sends every
     * minute; empty where the kind was not read yet. What came since this was asked last counts from now.
     */
    public Optional<Duration> silence(String kind) {
        return watches.silence(kind);
    }

    /** How many objects wait, since the heap has no room for them. */
    public int waits() {
        return watches.waits();
    }

    @Override
    public void built(SourceSnapshot snapshot) {
        heap.built(snapshot.mark());
    }

    /** Returns when nothing more is asked of the client, which may then be closed. */
    @Override
    public void close() {
        closed = true;
        discovery.close();
        inbox.add(() -> {});
        awaitEnd(thread);
    }

    /** Returns when a thread has ended, at once where it has not begun. */
    static void awaitEnd(Thread thread) {
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Runnable next = inbox.take();
                long begun = System.nanoTime();
                while (next != null && !closed) {
                    perform(next);
                    next = System.nanoTime() - begun < LONGEST_BATCH.toNanos() ? inbox.poll() : null;
                }
                publish(watches.takeEffect());
                rest(System.nanoTime() - begun);
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but to end it.
        } finally {
            watches.close();
        }
    }

    /** As the pipeline does between its runs. What is not complete yet serves nobody, so it need not wait. */
    private void rest(long worked) throws InterruptedException {
        if (current.complete() && !closed) {
            Thread.sleep(Duration.ofNanos(Math.min(worked, LONGEST_BATCH.toNanos())));
        }
    }

    /** A bug in one of them must not end the others. */
    private static void perform(Runnable happened) {
        try {
            happened.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("the Kubernetes source failed, which is a bug", bug);
        }
    }

    private void publish(Effect effect) {
        if (closed || effect == Effect.NOTHING) {
            return;
        }
        var stored = watches.takeChangedAsStored();
        if (effect == Effect.READ) {
            boolean has = watches.hasWhatIsNeeded();
            boolean complete = current.complete() || (watches.isComplete() && has);
            if (current.complete() && !has) {
                // What is missing is on its way, and will be heard of.
                tell(stored);
                return;
            }
            // Before it is complete nobody may use it, so it need not be made.
            var state = complete ? watches.state(current.state()) : ClusterState.EMPTY;
            current = new SourceSnapshot(state, watches.problems(), complete, Places.NONE, complete ? heap.mark() : 0);
            perform(changed);
        }
        tell(stored);
    }

    private void tell(Set<ObjectKey> stored) {
        storedChanged.forEach(listener -> perform(() -> listener.accept(stored)));
    }
}

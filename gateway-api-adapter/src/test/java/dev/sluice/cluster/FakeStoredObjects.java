package dev.sluice.cluster;

import dev.sluice.memory.ListRenewal;
import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What a watch has shown of a cluster. While it is held, that stays behind what is stored. */
public final class FakeStoredObjects implements StoredObjects {

    private final FakeCluster cluster;
    private final List<Consumer<Set<ObjectKey>>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger handedOut = new AtomicInteger();
    private final Map<ObjectKey, ObjectNode> shown = new ConcurrentHashMap<>();
    /** One that did not change is the same. */
    private final ListRenewal<ObjectNode, Shown> trees = new ListRenewal<>();

    private volatile boolean held;
    private volatile boolean complete = true;

    private record Shown(ObjectKey key, ObjectNode tree) {

        static Shown of(ObjectNode tree) {
            return new Shown(ObjectKey.of(tree.path("kind").asString(""), tree), tree);
        }
    }

    /** Shows every change at once, and that everything was listed. */
    public FakeStoredObjects(FakeCluster cluster) {
        this.cluster = cluster;
        Runnable _ = cluster.follow(this::show);
        show();
    }

    /** Shows nothing more. */
    public void hold() {
        held = true;
    }

    /** Shows what was held up, and then every change at once. */
    public void release() {
        held = false;
        show();
    }

    /** Whether everything was listed once. */
    public void setComplete(boolean now) {
        complete = now;
    }

    /** How often somebody wanted to know that. */
    public int asked() {
        return asked.get();
    }

    /** How many objects were looked at since this was asked last. */
    public int takeHandedOut() {
        return handedOut.getAndSet(0);
    }

    @Override
    public boolean complete() {
        asked.incrementAndGet();
        return complete;
    }

    @Override
    public Optional<ObjectNode> find(String kind, ObjectName name) {
        handedOut.incrementAndGet();
        return Optional.ofNullable(shown.get(new ObjectKey(kind, name)));
    }

    @Override
    public List<ObjectNode> all(String kind) {
        var all = shown.values().stream()
                .filter(object -> object.path("kind").asString("").equals(kind))
                .toList();
        handedOut.addAndGet(all.size());
        return all;
    }

    @Override
    public void onChange(Consumer<Set<ObjectKey>> changed) {
        listeners.add(changed);
    }

    private void show() {
        // The lock under which the cluster is changed: what is told is in the order of the changes.
        synchronized (cluster) {
            if (!held) {
                var _ = trees.next(cluster.picture().objects(), Shown::of);
                trees.fresh().forEach(fresh -> shown.put(fresh.key(), fresh.tree()));
                trees.gone().forEach(gone -> shown.remove(gone.key(), gone.tree()));
                var changed = Stream.concat(trees.gone().stream(), trees.fresh().stream())
                        .map(Shown::key)
                        .collect(Collectors.toUnmodifiableSet());
                listeners.forEach(listener -> listener.accept(changed));
            }
        }
    }
}

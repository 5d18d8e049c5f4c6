package dev.sluice.cluster;

import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a watch has shown of a cluster. While it is held, that stays behind what is stored. */
public final class FakeStoredObjects implements StoredObjects {

    private final FakeCluster cluster;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Map<ObjectKey, ObjectNode> shown = Map.of();
    private volatile boolean held;
    private volatile boolean complete = true;

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

    @Override
    public boolean complete() {
        asked.incrementAndGet();
        return complete;
    }

    @Override
    public Optional<ObjectNode> find(String kind, ObjectName name) {
        return Optional.ofNullable(shown.get(new ObjectKey(kind, name)));
    }

    @Override
    public List<ObjectNode> all(String kind) {
        return shown.values().stream()
                .filter(object -> object.path("kind").asString("").equals(kind))
                .toList();
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    private void show() {
        if (!held) {
            shown = cluster.picture().objects().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            object -> ObjectKey.of(object.path("kind").asString(""), object), object -> object));
            listeners.forEach(Runnable::run);
        }
    }
}

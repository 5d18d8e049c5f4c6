package dev.sluice.graph.reading;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kind;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Pod;
import dev.sluice.resource.Route;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One state as judges see it: hands out objects and writes down which keys were asked for, also those of objects that
 * are not there. Used by one thread.
 */
public final class Reading {

    private final ClusterState state;
    private final Indexes indexes;
    private final Deque<Set<Key>> asked = new ArrayDeque<>();

    Reading(ClusterState state, Indexes indexes) {
        this.state = state;
        this.indexes = indexes;
    }

    /**
     * A verdict and what it rests on.
     *
     * @param keys what was asked for to reach it
     */
    record Read<V>(V verdict, Set<Key> keys) {}

    /** The objects of a kind, each by its name; the map cannot be walked. */
    public <T extends WatchedObject> Map<ObjectName, T> byName(Kind<T> kind) {
        return new Answers<>(state.all(kind), this, name -> new Key.OfObject(kind, (ObjectName) name));
    }

    /** The objects of a kind by namespace, in the order of their names; the map cannot be walked. */
    public <T extends WatchedObject> Map<String, List<T>> byNamespace(Kind<T> kind) {
        return new Answers<>(
                indexes.byNamespace(kind), this, namespace -> new Key.InNamespace(kind, (String) namespace));
    }

    /** EndpointSlices by what they belong to, in the order of their names; the map cannot be walked. */
    public Map<BackendName, List<EndpointSlice>> endpointSlices() {
        return new Answers<>(
                indexes.endpointSlices(), this, backend -> new Key.EndpointSlicesOf((BackendName) backend));
    }

    /**
     * The pods of a namespace that have all these labels with these values, in the order of their names.
     *
     * @param labels at least one
     */
    public List<Pod> pods(String namespace, Map<String, String> labels) {
        var label = Collections.min(labels.entrySet(), Map.Entry.comparingByKey());
        var key = new Key.PodsLabelled(namespace, label.getKey(), label.getValue());
        ask(key);
        return indexes.pods(key).stream()
                .filter(pod -> pod.metadata().labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /** The routes of a kind and namespace that name this Service as a parent, in the order of their names. */
    public Collection<Route> routesNaming(Kind<Route> kind, String namespace, ObjectName service) {
        var key = new Key.RoutesNaming(kind, namespace, service);
        ask(key);
        return indexes.routes(key);
    }

    /** All objects of a kind. */
    public <T extends WatchedObject> Collection<T> all(Kind<T> kind) {
        ask(new Key.All(kind));
        return state.all(kind).values();
    }

    /** Writes down what is asked for in another way. */
    public void ask(Key key) {
        if (!asked.isEmpty()) {
            asked.getLast().add(indexes.shared(key));
        }
    }

    void askAll(Set<Key> keys) {
        if (!asked.isEmpty()) {
            asked.getLast().addAll(keys);
        }
    }

    /** What a judge asks for belongs to its verdict, and to no other. */
    <V> Read<V> read(Supplier<V> judging) {
        asked.addLast(new HashSet<>());
        try {
            V verdict = judging.get();
            return new Read<>(verdict, Set.copyOf(asked.getLast()));
        } finally {
            asked.removeLast();
        }
    }
}

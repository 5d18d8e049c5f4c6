package dev.sluice.graph.reading;

import dev.sluice.memory.Interner;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.Changes;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Pod;
import dev.sluice.resource.Route;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Other orders of the objects of a state, which are brought up to date for what has changed. Used by one thread.
 */
public final class Indexes {

    private static final int MOST_SHARED = 1 << 10;

    private final Interner keys = new Interner(MOST_SHARED);
    private ClusterState state = ClusterState.EMPTY;
    private final Map<Kind<?>, Map<String, List<WatchedObject>>> byNamespace = new HashMap<>();
    private final Map<BackendName, List<EndpointSlice>> endpointSlices = new HashMap<>();
    private final Map<Key.PodsLabelled, SortedMap<ObjectName, Pod>> pods = new HashMap<>();
    private final Map<Key.RoutesNaming, SortedMap<ObjectName, Route>> routes = new HashMap<>();

    /** For the state after these changes. */
    public Reading next(Changes changes) {
        changes.byKind().keySet().forEach(byNamespace::remove);
        changes.of(Kinds.ENDPOINT_SLICE).keySet().forEach(name -> {
            remove(changes.before().all(Kinds.ENDPOINT_SLICE).get(name));
            add(changes.after().all(Kinds.ENDPOINT_SLICE).get(name));
        });
        changes.of(Kinds.POD).keySet().forEach(name -> {
            Pod gone = changes.before().all(Kinds.POD).get(name);
            Pod come = changes.after().all(Kinds.POD).get(name);
            labels(gone).forEach(key -> remove(pods, key, name));
            if (come != null) {
                labels(come).forEach(key -> put(pods, key, come));
            }
        });
        Kinds.ROUTES.forEach(kind -> changes.of(kind).keySet().forEach(name -> {
            Route gone = changes.before().all(kind).get(name);
            Route come = changes.after().all(kind).get(name);
            if (gone != null) {
                Key.RoutesNaming.of(gone).forEach(key -> remove(routes, key, name));
            }
            if (come != null) {
                Key.RoutesNaming.of(come).forEach(key -> put(routes, key, come));
            }
        }));
        state = changes.after();
        return new Reading(state, this);
    }

    // Only objects of the kind are put under it.
    @SuppressWarnings("unchecked")
    <T extends WatchedObject> Map<String, List<T>> byNamespace(Kind<T> kind) {
        return (Map<String, List<T>>) (Map<String, ?>) byNamespace.computeIfAbsent(kind, _ -> {
            var sorted = new HashMap<String, List<WatchedObject>>();
            state.all(kind)
                    .values()
                    .forEach(object -> sorted.computeIfAbsent(object.name().namespace(), _ -> new ArrayList<>())
                            .add(object));
            return sorted;
        });
    }

    /** One for all verdicts that rest on it. */
    Key shared(Key key) {
        return keys.of(key);
    }

    Map<BackendName, List<EndpointSlice>> endpointSlices() {
        return endpointSlices;
    }

    Collection<Pod> pods(Key.PodsLabelled key) {
        return pods.getOrDefault(key, Collections.emptySortedMap()).values();
    }

    Collection<Route> routes(Key.RoutesNaming key) {
        return routes.getOrDefault(key, Collections.emptySortedMap()).values();
    }

    private static <K, T extends WatchedObject> void put(Map<K, SortedMap<ObjectName, T>> index, K key, T object) {
        index.computeIfAbsent(key, _ -> new TreeMap<>()).put(object.name(), object);
    }

    private static <K, T> void remove(Map<K, SortedMap<ObjectName, T>> index, K key, ObjectName name) {
        index.computeIfPresent(key, (_, objects) -> {
            objects.remove(name);
            return objects.isEmpty() ? null : objects;
        });
    }

    private static List<Key.PodsLabelled> labels(@Nullable Pod pod) {
        return pod == null
                ? List.of()
                : pod.metadata().labels().entrySet().stream()
                        .map(label -> new Key.PodsLabelled(pod.name().namespace(), label.getKey(), label.getValue()))
                        .toList();
    }

    private void remove(@Nullable EndpointSlice slice) {
        if (slice != null) {
            slice.backends()
                    .forEach(backend -> endpointSlices.computeIfPresent(backend, (_, slices) -> {
                        slices.removeIf(other -> other.name().equals(slice.name()));
                        return slices.isEmpty() ? null : slices;
                    }));
        }
    }

    private void add(@Nullable EndpointSlice slice) {
        if (slice != null) {
            slice.backends().forEach(backend -> {
                var slices = endpointSlices.computeIfAbsent(backend, _ -> new ArrayList<>());
                slices.add(slice);
                slices.sort(Comparator.comparing(EndpointSlice::name));
            });
        }
    }
}

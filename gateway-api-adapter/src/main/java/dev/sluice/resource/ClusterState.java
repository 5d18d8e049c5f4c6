package dev.sluice.resource;

import static java.util.Collections.emptySortedMap;
import static java.util.Collections.unmodifiableSortedMap;
import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Every object that we look at, at one moment. The map of a kind whose objects are all the same as in the state before
 * is the same map, so what has changed is found without a look at the rest.
 */
public final class ClusterState {

    /** Nothing was read. */
    public static final ClusterState EMPTY = new ClusterState(Map.of());

    /** Without kinds that have no objects. */
    private final Map<Kind<?>, SortedMap<ObjectName, WatchedObject>> byKind;

    private ClusterState(Map<Kind<?>, SortedMap<ObjectName, WatchedObject>> byKind) {
        this.byKind = byKind;
    }

    /** Sorts objects by kind and name; of two with the same kind and name the later one stays. */
    public static ClusterState of(Iterable<? extends WatchedObject> objects) {
        return EMPTY.next(objects);
    }

    /** The objects of a kind by name; empty where there are none. */
    // Only what is of the kind's type is put under it.
    @SuppressWarnings("unchecked")
    public <T extends WatchedObject> SortedMap<ObjectName, T> all(Kind<T> kind) {
        return (SortedMap<ObjectName, T>) (SortedMap<?, ?>) byKind.getOrDefault(kind, emptySortedMap());
    }

    /** The state after this one that has these objects and no others; as {@link #of}. */
    public ClusterState next(Iterable<? extends WatchedObject> objects) {
        Map<Kind<?>, List<WatchedObject>> sorted =
                StreamSupport.stream(objects.spliterator(), false).collect(groupingBy(WatchedObject::kind));
        var next = this;
        for (Kind<?> kind : Kinds.ALL) {
            next = next.with(kind, sorted.getOrDefault(kind, List.of()));
        }
        return next;
    }

    /**
     * The same state but for one kind, which has these objects and no others; this very state where it has them
     * already.
     *
     * @throws ClassCastException if one is of another type
     */
    public ClusterState with(Kind<?> kind, Collection<? extends WatchedObject> objects) {
        var byName = new TreeMap<ObjectName, WatchedObject>();
        objects.forEach(object -> byName.put(object.name(), kind.type().cast(object)));
        return byName.equals(all(kind)) ? this : withMap(kind, byName);
    }

    /**
     * The same state but for some objects of one kind; this very state where it has them already. Costs less than
     * {@link #with}, the fewer they are.
     *
     * @param changed by name; empty: there is no such object
     * @throws ClassCastException if one is of another type
     */
    public ClusterState withChanged(Kind<?> kind, Map<ObjectName, Optional<WatchedObject>> changed) {
        var before = all(kind);
        // Of a sorted map, which takes no comparisons.
        var byName = new TreeMap<ObjectName, WatchedObject>(before);
        changed.forEach((name, object) ->
                object.ifPresentOrElse(it -> byName.put(name, kind.type().cast(it)), () -> byName.remove(name)));
        boolean same = changed.keySet().stream().allMatch(name -> Objects.equals(byName.get(name), before.get(name)));
        return same ? this : withMap(kind, byName);
    }

    private ClusterState withMap(Kind<?> kind, SortedMap<ObjectName, WatchedObject> byName) {
        var next = new HashMap<>(byKind);
        if (byName.isEmpty()) {
            next.remove(kind);
        } else {
            next.put(kind, unmodifiableSortedMap(byName));
        }
        return new ClusterState(next);
    }

    /** What became of the objects of an earlier state. */
    public Changes since(ClusterState before) {
        return Changes.between(before, this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterState that && byKind.equals(that.byKind);
    }

    @Override
    public int hashCode() {
        return byKind.hashCode();
    }

    /** The names by kind. */
    @Override
    public String toString() {
        var names = new TreeMap<String, Object>();
        byKind.forEach((kind, objects) -> names.put(kind.word(), objects.keySet()));
        return names.toString();
    }
}

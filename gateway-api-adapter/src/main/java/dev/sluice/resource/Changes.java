package dev.sluice.resource;

import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableSortedMap;
import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states.
 *
 * @param byKind by kind, in the order of {@link Kinds#ALL}, and name; without kinds of which nothing has changed
 */
public record Changes(ClusterState before, ClusterState after, Map<Kind<?>, SortedMap<ObjectName, Change>> byKind) {

    /** What became of an object. */
    public enum Change {
        /** It is there now. */
        ADDED,
        /** It says something else. */
        CHANGED,
        /** It is no longer there. */
        REMOVED
    }

    public Changes {
        byKind = unmodifiableMap(new LinkedHashMap<>(byKind));
    }

    // A kind that did not change has the same map.
    @SuppressWarnings("ReferenceEquality")
    static Changes between(ClusterState before, ClusterState after) {
        var byKind = new LinkedHashMap<Kind<?>, SortedMap<ObjectName, Change>>();
        for (Kind<?> kind : Kinds.ALL) {
            var old = before.all(kind);
            var now = after.all(kind);
            if (old != now) {
                byKind.put(kind, unmodifiableSortedMap(between(old, now)));
            }
        }
        byKind.values().removeIf(Map::isEmpty);
        return new Changes(before, after, byKind);
    }

    /** Walks through both at once: where both have the same object nothing need be compared. */
    // An object that did not change is the same object.
    @SuppressWarnings("ReferenceEquality")
    private static TreeMap<ObjectName, Change> between(
            SortedMap<ObjectName, ? extends WatchedObject> old, SortedMap<ObjectName, ? extends WatchedObject> now) {
        var changes = new TreeMap<ObjectName, Change>();
        var olds = old.values().iterator();
        var nows = now.values().iterator();
        var before = next(olds);
        var after = next(nows);
        while (before != null || after != null) {
            int order = before == after ? 0 : order(before, after);
            if (order < 0) {
                changes.put(requireNonNull(before).name(), Change.REMOVED);
            } else if (order > 0) {
                changes.put(requireNonNull(after).name(), Change.ADDED);
            } else if (before != after && !requireNonNull(after).equals(before)) {
                changes.put(after.name(), Change.CHANGED);
            }
            before = order <= 0 ? next(olds) : before;
            after = order >= 0 ? next(nows) : after;
        }
        return changes;
    }

    private static @Nullable WatchedObject next(Iterator<? extends WatchedObject> objects) {
        return objects.hasNext() ? objects.next() : null;
    }

    /** Of names; what is not there comes last. */
    private static int order(@Nullable WatchedObject before, @Nullable WatchedObject after) {
        if (before == null) {
            return 1;
        }
        return after == null ? -1 : before.name().compareTo(after.name());
    }

    /** What differs between another earlier state and {@link #after}: just this where it is the same earlier state. */
    @SuppressWarnings("ReferenceEquality") // An equal state is another one: to compare them costs as much.
    public Changes since(ClusterState earlier) {
        return earlier == before ? this : between(earlier, after);
    }

    /** The changes of one kind by name; empty where there are none. */
    public SortedMap<ObjectName, Change> of(Kind<?> kind) {
        return byKind.getOrDefault(kind, Collections.emptySortedMap());
    }

    /** Whether both states are the same. */
    public boolean isEmpty() {
        return byKind.isEmpty();
    }
}

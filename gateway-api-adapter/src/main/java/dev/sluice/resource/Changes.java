package dev.sluice.resource;

import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableSortedMap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

    private static TreeMap<ObjectName, Change> between(
            Map<ObjectName, ? extends WatchedObject> old, Map<ObjectName, ? extends WatchedObject> now) {
        var changes = new TreeMap<ObjectName, Change>();
        now.forEach((name, object) -> {
            var predecessor = old.get(name);
            if (predecessor == null) {
                changes.put(name, Change.ADDED);
            } else if (!object.equals(predecessor)) {
                changes.put(name, Change.CHANGED);
            }
        });
        old.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> changes.put(name, Change.REMOVED));
        return changes;
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

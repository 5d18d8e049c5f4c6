package dev.sluice.graph;

import dev.sluice.resource.Changes;
import dev.sluice.resource.Changes.Change;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kind;
import dev.sluice.resource.ObjectName;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Objects that no controller answers for, of one state after the other. Looks at what has changed, and at all of a kind
 * only where something came or went that its objects can name. Used by one thread.
 */
public final class UnclaimedObjects {

    private final boolean noOthers;
    /** By kind and name: only objects that have some. */
    private final Map<Kind<?>, SortedMap<ObjectName, List<Unclaimed>>> known = new HashMap<>();

    private ClusterState last = ClusterState.EMPTY;
    private List<Unclaimed> all = List.of();

    /** @param noOthers as {@link Unclaimed#of} says */
    public UnclaimedObjects(boolean noOthers) {
        this.noOthers = noOthers;
    }

    /**
     * Those of the state after these changes, as {@link Unclaimed#of} gives them.
     *
     * @param upTo since any state; those since the last one cost the least
     */
    public List<Unclaimed> next(Changes upTo) {
        var changes = upTo.since(last);
        if (!changes.isEmpty()) {
            Unclaimed.KINDS.forEach(kind -> renew(kind, changes));
            all = Unclaimed.KINDS.stream()
                    .flatMap(kind -> known.getOrDefault(kind, Collections.emptySortedMap()).values().stream())
                    .flatMap(List::stream)
                    .toList();
            last = changes.after();
        }
        return all;
    }

    private void renew(Kind<?> kind, Changes changes) {
        var objects = changes.after().all(kind);
        var found = known.computeIfAbsent(kind, _ -> new TreeMap<>());
        boolean named = Unclaimed.namedBy(kind).stream().anyMatch(it -> cameOrWent(it, changes));
        if (named) {
            found.clear();
        }
        Set<ObjectName> names = named ? objects.keySet() : changes.of(kind).keySet();
        for (ObjectName name : names) {
            var object = objects.get(name);
            var unclaimed = object == null ? List.<Unclaimed>of() : Unclaimed.of(changes.after(), object, noOthers);
            if (unclaimed.isEmpty()) {
                found.remove(name);
            } else {
                found.put(name, unclaimed);
            }
        }
    }

    private static boolean cameOrWent(Kind<?> kind, Changes changes) {
        return changes.of(kind).values().stream().anyMatch(change -> change != Change.CHANGED);
    }
}

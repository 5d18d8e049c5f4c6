package dev.sluice.graph.reading;

import dev.sluice.resource.Changes;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Other orders of the objects of a state, which are brought up to date for what has changed. Used by one thread.
 */
public final class Indexes {

    private ClusterState state = ClusterState.EMPTY;
    private final Map<Kind<?>, Map<String, List<WatchedObject>>> byNamespace = new HashMap<>();
    private final Map<ObjectName, List<EndpointSlice>> endpointSlices = new HashMap<>();

    /** For the state after these changes. */
    public Reading next(Changes changes) {
        changes.byKind().keySet().forEach(byNamespace::remove);
        changes.of(Kinds.ENDPOINT_SLICE).keySet().forEach(name -> {
            remove(changes.before().all(Kinds.ENDPOINT_SLICE).get(name));
            add(changes.after().all(Kinds.ENDPOINT_SLICE).get(name));
        });
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

    Map<ObjectName, List<EndpointSlice>> endpointSlices() {
        return endpointSlices;
    }

    private void remove(@Nullable EndpointSlice slice) {
        if (slice != null) {
            endpointSlices.computeIfPresent(slice.service(), (_, slices) -> {
                slices.removeIf(other -> other.name().equals(slice.name()));
                return slices.isEmpty() ? null : slices;
            });
        }
    }

    private void add(@Nullable EndpointSlice slice) {
        if (slice != null) {
            var slices = endpointSlices.computeIfAbsent(slice.service(), _ -> new ArrayList<>());
            slices.add(slice);
            slices.sort(Comparator.comparing(EndpointSlice::name));
        }
    }
}

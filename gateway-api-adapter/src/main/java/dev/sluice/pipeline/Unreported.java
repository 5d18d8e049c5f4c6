package dev.sluice.pipeline;

import dev.sluice.graph.Graph;
import dev.sluice.pipeline.ObjectChange.Concern;
import dev.sluice.resource.Changes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Changes that the observer does not know of yet, because what was made of them could not be served. Used by one
 * thread.
 */
final class Unreported {

    private final TreeSet<ObjectChange> objects = new TreeSet<>(ObjectChange.ORDER);
    private Graph graph = Graph.EMPTY;
    private long version;

    /** Adds those that matter to somebody; of several changes of one object the last stays. */
    void add(Changes changes, Concern concern) {
        var more = ObjectChange.of(changes, concern);
        more.forEach(objects::remove);
        objects.addAll(more);
    }

    void clear() {
        objects.clear();
    }

    /**
     * Takes all of them.
     *
     * @return empty where neither the graph nor what is served is another than last time
     */
    Optional<AcceptedChange> take(PipelineState state, Duration took) {
        var taken = List.copyOf(objects);
        objects.clear();
        if (state.version() == version && state.graph().equals(graph)) {
            return Optional.empty();
        }
        version = state.version();
        graph = state.graph();
        return Optional.of(new AcceptedChange(version, taken, took));
    }
}

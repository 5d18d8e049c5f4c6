package dev.sluice.graph;

import dev.sluice.graph.gateway.SecretVerdicts;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
import java.util.function.BiConsumer;

/**
 * Judges one state after the other, and gives for each the same as {@link Graph#of}. Verdicts that still hold are kept.
 * Used by one thread.
 */
public final class GraphJudge {

    private final GraphSettings settings;
    private final Bulkhead bulkhead;
    private final SecretVerdicts secrets;
    private ClusterState state = ClusterState.EMPTY;
    private Graph graph = Graph.EMPTY;

    /** @param bugs receives every bug with the object about which it came up; the others are judged as ever */
    public GraphJudge(GraphSettings settings, BiConsumer<WatchedObject, Throwable> bugs) {
        this(settings, new Bulkhead(bugs::accept));
    }

    GraphJudge(GraphSettings settings, Bulkhead bulkhead) {
        this.settings = settings;
        this.bulkhead = bulkhead;
        this.secrets = new SecretVerdicts(bulkhead);
    }

    /** The graph of a state. */
    public Graph judge(ClusterState next) {
        graph = graph.next(next.since(state), settings, secrets, bulkhead);
        state = next;
        return graph;
    }
}

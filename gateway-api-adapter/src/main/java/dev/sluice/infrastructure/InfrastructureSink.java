package dev.sluice.infrastructure;

import dev.sluice.graph.Graph;
import dev.sluice.resource.ClusterState;

/** Is told what Gateways there are, so that it can make for them what they need. */
public interface InfrastructureSink {

    /** Makes nothing, as in a folder. */
    InfrastructureSink NONE = (_, _) -> {};

    /**
     * Takes the newest graph. Called by one thread in every turn of the pipeline; must neither block nor throw.
     *
     * @param state of which it is the graph
     */
    void accept(Graph graph, ClusterState state);
}

package dev.sluice.pipeline;

import dev.sluice.config.GatewayConfig;
import dev.sluice.graph.Graph;
import dev.sluice.publish.Served;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Problem;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline has done so far.
 *
 * @param state the objects that were judged last
 * @param config what the data plane took last; its version is 0 before the first time
 * @param problems stages that fail, what the source says about what was read last, objects that nobody answers for, and
 *     conditions that say something is wrong
 * @param lastApplied when {@code config} was handed over; null before the first time
 */
public record PipelineState(
        ClusterState state,
        Graph graph,
        GatewayConfig config,
        Served served,
        List<StatusDocument> statuses,
        List<Problem> problems,
        @Nullable Instant lastApplied) {

    /** Before the first turn. */
    public static final PipelineState NOTHING = new PipelineState(
            ClusterState.EMPTY, Graph.EMPTY, GatewayConfig.EMPTY, Served.NOTHING, List.of(), List.of(), null);

    public PipelineState {
        statuses = List.copyOf(statuses);
        problems = List.copyOf(problems);
    }

    /** Counts configurations that differ, from 1; 0 before the first. */
    public long version() {
        return config.version();
    }

    /** Whether a whole configuration is being served. */
    public boolean isServing() {
        return version() > 0 && served.version() >= version();
    }

    /** After a change that concerns nothing of this. */
    PipelineState withState(ClusterState newState) {
        return withGraph(newState, graph);
    }

    PipelineState withGraph(ClusterState newState, Graph newGraph) {
        return new PipelineState(newState, newGraph, config, served, statuses, problems, lastApplied);
    }

    PipelineState withConfig(GatewayConfig newConfig, Served newServed, @Nullable Instant applied) {
        return new PipelineState(state, graph, newConfig, newServed, statuses, problems, applied);
    }

    PipelineState withServed(Served newServed) {
        return withConfig(config, newServed, lastApplied);
    }

    PipelineState withStatuses(List<StatusDocument> newStatuses) {
        return new PipelineState(state, graph, config, served, newStatuses, problems, lastApplied);
    }

    PipelineState withProblems(List<Problem> ofObjects, List<Problem> ofStages) {
        return new PipelineState(
                state,
                graph,
                config,
                served,
                statuses,
                ofStages.isEmpty()
                        ? ofObjects
                        : Stream.concat(ofStages.stream(), ofObjects.stream()).toList(),
                lastApplied);
    }
}

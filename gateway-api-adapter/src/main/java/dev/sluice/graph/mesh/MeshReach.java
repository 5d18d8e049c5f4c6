package dev.sluice.graph.mesh;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.resource.EndpointSlice;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * On how many nodes the mesh is served. An agent has the address of its node, so two on one node, as while one takes
 * over from the other, count once.
 *
 * @param serving nodes with an agent that serves, also one that is ending
 * @param all nodes with an agent
 */
public record MeshReach(int serving, int all) {

    /** There is no agent. */
    public static final MeshReach NOWHERE = new MeshReach(0, 0);

    /**
     * What the endpoints of the agents' Service say. Where they have addresses of both families, those of the family
     * that has more.
     */
    public static MeshReach of(List<EndpointSlice> slices) {
        return slices.stream().collect(groupingBy(EndpointSlice::addressType)).values().stream()
                .map(MeshReach::ofFamily)
                .max(Comparator.comparingInt(MeshReach::all).thenComparingInt(MeshReach::serving))
                .orElse(NOWHERE);
    }

    private static MeshReach ofFamily(List<EndpointSlice> slices) {
        var all = new HashSet<String>();
        var serving = new HashSet<String>();
        slices.stream().flatMap(slice -> slice.endpoints().stream()).forEach(endpoint -> {
            all.addAll(endpoint.addresses());
            if (endpoint.ready() || (endpoint.serving() && endpoint.terminating())) {
                serving.addAll(endpoint.addresses());
            }
        });
        return new MeshReach(serving.size(), all.size());
    }

    /** {@code 3 of 4 nodes}. */
    @Override
    public String toString() {
        return serving + " of " + all + " nodes";
    }
}

package dev.sluice.graph.mesh;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.resource.EndpointSlice;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * On which nodes the mesh is served. A node is known by its name, or by its address where an endpoint names none: an
 * agent has the address of its node. So two on one node, as while one takes over from the other, count once.
 *
 * @param serving nodes with an agent that serves, also one that is ending; in order
 * @param waiting the other nodes with an agent, in order
 */
public record MeshReach(List<String> serving, List<String> waiting) {

    /** There is no agent. */
    public static final MeshReach NOWHERE = new MeshReach(List.of(), List.of());

    public MeshReach {
        serving = List.copyOf(serving);
        waiting = List.copyOf(waiting);
    }

    /**
     * What the endpoints of the agents' Service say. Where they have addresses of both families, those of the family
     * that has more.
     */
    public static MeshReach of(List<EndpointSlice> slices) {
        return slices.stream().collect(groupingBy(EndpointSlice::addressType)).values().stream()
                .map(MeshReach::ofFamily)
                .max(Comparator.comparingInt(MeshReach::all).thenComparingInt(it -> it.serving.size()))
                .orElse(NOWHERE);
    }

    private static MeshReach ofFamily(List<EndpointSlice> slices) {
        SortedSet<String> waiting = new TreeSet<>();
        SortedSet<String> serving = new TreeSet<>();
        slices.stream().flatMap(slice -> slice.endpoints().stream()).forEach(endpoint -> {
            boolean serves = endpoint.ready() || (endpoint.serving() && endpoint.terminating());
            (serves ? serving : waiting).addAll(nodes(endpoint));
        });
        waiting.removeAll(serving);
        return new MeshReach(List.copyOf(serving), List.copyOf(waiting));
    }

    private static List<String> nodes(EndpointSlice.Endpoint endpoint) {
        return endpoint.nodeName() == null ? endpoint.addresses() : List.of(endpoint.nodeName());
    }

    /** How many nodes have an agent. */
    public int all() {
        return serving.size() + waiting.size();
    }

    /** {@code 3 of 4 nodes}. */
    @Override
    public String toString() {
        return serving.size() + " of " + all() + " nodes";
    }
}

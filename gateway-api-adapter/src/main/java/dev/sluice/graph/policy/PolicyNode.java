package dev.sluice.graph.policy;

import dev.sluice.resource.Policy;
import java.util.List;

/**
 * A policy that has an effect on Gateways of ours, or on Services of the mesh.
 *
 * @param ancestors Gateways of ours, then Services of the mesh, with a route that refers to one of its targets, by
 *     name; at least one; conditions are Accepted, and ResolvedRefs where its references could be read
 */
public record PolicyNode(Policy resource, List<Ancestor> ancestors) {

    public PolicyNode {
        ancestors = List.copyOf(ancestors);
    }
}

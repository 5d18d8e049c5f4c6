package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import dev.sluice.resource.Policy;
import java.util.List;

/**
 * A policy that has an effect on Gateways of ours, or on Services of the mesh.
 *
 * @param ancestors Gateways of ours, then Services of the mesh, with a route that refers to one of its targets, by
 *     name; at least one
 * @param conditions Accepted, and ResolvedRefs where its references could be read; the same for every ancestor
 */
public record PolicyNode(Policy resource, List<ParentId> ancestors, List<Condition> conditions) {

    public PolicyNode {
        ancestors = List.copyOf(ancestors);
        conditions = List.copyOf(conditions);
    }
}

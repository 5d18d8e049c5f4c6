package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import java.util.List;

/**
 * A policy that has an effect on Gateways of ours.
 *
 * @param gateways its ancestors: those with a route that refers to one of its targets, by name; at least one
 * @param conditions Accepted, and ResolvedRefs where its references could be read; the same for every ancestor
 */
public record PolicyNode(Policy resource, List<ObjectName> gateways, List<Condition> conditions) {

    public PolicyNode {
        gateways = List.copyOf(gateways);
        conditions = List.copyOf(conditions);
    }
}

package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import dev.sluice.resource.XBackend;
import java.util.List;

/**
 * An XBackend to which routes of Gateways of ours, or of the mesh, refer.
 *
 * @param ancestors Gateways of ours, then Services of the mesh, with such a route, by name; at least one
 * @param conditions Accepted, and ResolvedRefs where it refers to anything; the same for every ancestor
 */
public record XBackendNode(XBackend resource, List<ParentId> ancestors, List<Condition> conditions) {

    public XBackendNode {
        ancestors = List.copyOf(ancestors);
        conditions = List.copyOf(conditions);
    }
}

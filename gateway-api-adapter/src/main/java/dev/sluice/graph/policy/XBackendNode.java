package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.XBackend;
import java.util.List;

/**
 * An XBackend to which routes of Gateways of ours refer.
 *
 * @param gateways its ancestors: those with such a route, by name; at least one
 * @param conditions Accepted, and ResolvedRefs where it refers to anything; the same for every ancestor
 */
public record XBackendNode(XBackend resource, List<ObjectName> gateways, List<Condition> conditions) {

    public XBackendNode {
        gateways = List.copyOf(gateways);
        conditions = List.copyOf(conditions);
    }
}

package dev.sluice.graph.policy;

import dev.sluice.resource.XBackend;
import java.util.List;

/**
 * An XBackend to which routes of Gateways of ours, or of the mesh, refer.
 *
 * @param ancestors Gateways of ours, then Services of the mesh, with such a route, by name; at least one; conditions
 *     are Accepted, and ResolvedRefs where it refers to anything
 */
public record XBackendNode(XBackend resource, List<Ancestor> ancestors) {

    public XBackendNode {
        ancestors = List.copyOf(ancestors);
    }
}

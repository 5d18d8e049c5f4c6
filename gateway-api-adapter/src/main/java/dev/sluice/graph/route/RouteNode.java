package dev.sluice.graph.route;

import dev.sluice.config.route.RouteId;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.resource.Route;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A route that wants to be attached to one of our Gateways, to a ListenerSet of one, or to a Service of the mesh.
 *
 * @param created decides between equally specific matches
 * @param parents one for each parentRef that is ours; at least one
 */
public record RouteNode(RouteId id, Route resource, Instant created, List<ParentNode> parents) {

    public RouteNode {
        parents = List.copyOf(parents);
    }

    /** Where it has a place, by parent; two parentRefs may lead to the same. */
    public Stream<Attachment> attachments() {
        return parents.stream().flatMap(parent -> parent.attachments().stream());
    }
}

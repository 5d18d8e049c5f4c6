package dev.sluice.graph.route;

import dev.sluice.condition.Condition;
import dev.sluice.config.route.RouteId;
import dev.sluice.resource.Route;
import java.time.Instant;
import java.util.List;

/**
 * A route that wants to be attached to one of our Gateways or to a ListenerSet of one.
 *
 * @param created decides between equally specific matches
 * @param parents one for each parentRef that is ours; at least one
 * @param rules in the order of the object; empty where the kind is not served
 * @param references ResolvedRefs, and PartiallyInvalid where it applies; the same for every parent
 */
public record RouteNode(
        RouteId id,
        Route resource,
        Instant created,
        List<ParentNode> parents,
        List<RuleNode> rules,
        List<Condition> references) {

    public RouteNode {
        parents = List.copyOf(parents);
        rules = List.copyOf(rules);
        references = List.copyOf(references);
    }
}

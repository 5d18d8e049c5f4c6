package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.resource.ListenerSet;
import java.util.List;

/**
 * A ListenerSet that names a Gateway of ours.
 *
 * @param accepted condition Accepted
 * @param listeners in the order of the object; empty where the Gateway does not let it in
 */
public record ListenerSetNode(ListenerSet resource, Condition accepted, List<ListenerNode> listeners) {

    public ListenerSetNode {
        listeners = List.copyOf(listeners);
    }
}

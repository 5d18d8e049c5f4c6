package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.resource.Gateway;
import java.util.List;

/**
 * A Gateway of one of our classes.
 *
 * @param accepted condition Accepted
 * @param listeners in the order of the object
 * @param provision how requests come to it
 */
public record GatewayNode(Gateway resource, Condition accepted, List<ListenerNode> listeners, Provision provision) {

    public GatewayNode {
        listeners = List.copyOf(listeners);
    }
}
